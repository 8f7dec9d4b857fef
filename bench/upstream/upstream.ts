import { z } from 'zod'
import { ask, nextMessage, startChild, stopChild } from '../runner/child.ts'
import { upstreamUsage, type UpstreamUsage } from './usage.ts'

export const cloudSize = z.object({ servers: z.number(), devices: z.number(), hypervisors: z.number() })

export type CloudSize = z.infer<typeof cloudSize>

/** As many devices and hosts for a server in every size. */
export function cloudOf(servers: number): CloudSize {
  return { servers, devices: servers * 4, hypervisors: Math.ceil(servers / 20) }
}

const TOKENS = 4

export const SIZE: CloudSize = cloudOf(10_000)

/** What the process is told; it answers with what was asked of it since it was last told something. */
export const order = z.object({ latencyMs: z.number().optional() })

const upstreamReady = z.object({
  authUrl: z.string(),
  cells: z.array(z.object({ name: z.string(), path: z.string() })),
  user: z.object({ id: z.string(), password: z.string(), projectId: z.string() }),
  serverWithDevices: z.string(),
})

/** How the cloud is reached: by what an operator would be given of it. */
export type UpstreamReady = z.infer<typeof upstreamReady>

export type Upstream = UpstreamReady & {
  readonly computeUrl: string
  /** Of one user: as many as questions may be asked at the same time. */
  readonly tokens: readonly string[]
  /** What was asked of it since this was last called. */
  takeUsage(): Promise<UpstreamUsage>
  /** Added to each answer from now on. */
  setLatency(latencyMs: number): Promise<void>
  stop(): Promise<void>
}

/** Starts a demo cloud of that size and signs in. */
export async function startUpstream(size: CloudSize): Promise<Upstream> {
  const child = startChild('upstream', [new URL('main.ts', import.meta.url).pathname, JSON.stringify(size)], {})
  try {
    const ready = upstreamReady.parse(await nextMessage(child))
    const sessions = await Promise.all(Array.from({ length: TOKENS }, () => signIn(ready)))
    const tokens = sessions.map(({ token }) => token)
    const computeUrl = sessions[0]?.computeUrl ?? ''
    const tell = async (told: z.infer<typeof order>) => upstreamUsage.parse(await ask(child, told))
    return {
      ...ready,
      computeUrl,
      tokens,
      takeUsage: () => tell({}),
      setLatency: async (latencyMs) => void (await tell({ latencyMs })),
      stop: () => stopChild(child),
    }
  } catch (error) {
    await stopChild(child)
    throw error
  }
}

const catalogBody = z.object({
  token: z.object({
    catalog: z.array(
      z.object({ type: z.string(), endpoints: z.array(z.object({ interface: z.string(), url: z.string() })) }),
    ),
  }),
})

async function signIn({ authUrl, user }: UpstreamReady): Promise<{ token: string; computeUrl: string }> {
  const response = await fetch(`${authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { id: user.id, password: user.password } } },
        scope: { project: { id: user.projectId } },
      },
    }),
  })
  const token = response.headers.get('x-subject-token')
  if (token === null) throw new Error(`The demo cloud's Keystone gave no token: ${response.status}`)
  const { catalog } = catalogBody.parse(await response.json()).token
  const endpoints = catalog.find(({ type }) => type === 'compute')?.endpoints ?? []
  const computeUrl = endpoints.find((endpoint) => endpoint.interface === 'public')?.url
  if (computeUrl === undefined) throw new Error("The demo cloud's catalog has no public compute endpoint")
  return { token, computeUrl }
}
