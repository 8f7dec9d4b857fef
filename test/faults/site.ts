import { vi } from 'vitest'
import type { DemoRequest } from '../../src/demo/exchange.ts'
import type { Interference } from '../../src/demo/interference.ts'
import { startGateway, type Gateway } from '../http/gateway.ts'
import { openLine, type Line } from './line.ts'
import { DOMAIN, startNames, type Names } from './names.ts'

/** For a call upstream, retries included. Long enough for `Retry-After: 1`. */
export const TIME_LIMIT_MS = 3000
export const STATEMENT_LIMIT_MS = 1000
/** A body of 10 MB passes, one of 20 MB does not. */
const LARGEST_ANSWER_BYTES = 16 * 1024 * 1024

type GatewayOptions = NonNullable<Parameters<typeof startGateway>[0]>

export type Service = 'nova' | 'keystone' | 'placement'

/** A gateway before a demo cloud whose services it knows by name, each over a line of its own. The clock stands still. */
export type Site = {
  readonly gateway: Gateway
  readonly lines: Readonly<Record<Service, Line>>
  readonly names: Names
  /** Does this to what the cloud is asked; null: no longer. */
  interfere(how: ((request: DemoRequest) => Interference | null) | null): void
  /** Everything as it was. */
  mend(): Promise<void>
  passSeconds(seconds: number): void
  [Symbol.asyncDispose](): Promise<void>
}

export async function openSite(options: Pick<GatewayOptions, 'cells' | 'cellConfigs' | 'env'> = {}): Promise<Site> {
  vi.useFakeTimers({ toFake: ['Date'] })
  const names = startNames()
  const lines = { nova: await openLine(), keystone: await openLine(), placement: await openLine() }
  const at = (service: Service, path: string) => new URL(`http://${service}.${DOMAIN}:${lines[service].port}${path}`)
  const gateway = await startGateway({
    ...options,
    authUrl: at('keystone', '/identity/v3'),
    endpoints: { compute: at('nova', '/compute/v2.1'), placement: at('placement', '/placement') },
    env: {
      PCIGRAPH_UPSTREAM_TIMEOUT_MS: String(TIME_LIMIT_MS),
      PCIGRAPH_STATEMENT_TIMEOUT_MS: String(STATEMENT_LIMIT_MS),
      PCIGRAPH_UPSTREAM_MAX_RESPONSE_BYTES: String(LARGEST_ANSWER_BYTES),
      ...options.env,
    },
  })
  const cloud = Number(new URL(gateway.demo.authUrl).port)
  for (const line of Object.values(lines)) line.leadTo(cloud)

  const site: Site = {
    gateway,
    lines,
    names,
    interfere: (how) => gateway.demo.interfere((request) => how?.(request) ?? withoutOldVersions(request)),
    async mend() {
      site.interfere(null)
      names.restore()
      await Promise.all(Object.values(lines).map((line) => line.mend()))
    },
    passSeconds: (seconds) => void vi.setSystemTime(Date.now() + seconds * 1000),
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await Promise.all(Object.values(lines).map((line) => line[Symbol.asyncDispose]()))
      names[Symbol.dispose]()
      vi.useRealTimers()
    },
  }
  site.interfere(null)
  return site
}

/** From 2.88 on Nova does not tell the capacity of hypervisors, so that Placement is asked for it. */
function withoutOldVersions({ service, path }: DemoRequest): Interference | null {
  if (service !== 'nova' || !/^\/v2\.1\/?$/.test(path)) return null
  return {
    kind: 'change',
    change: (body) =>
      JSON.parse(JSON.stringify(body).replaceAll('"min_version":"2.1"', '"min_version":"2.88"')) as unknown,
  }
}
