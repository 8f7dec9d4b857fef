import { inspect } from 'node:util'
import { createApp, type App } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { startDemoCloud, type DemoCloud, type DemoCloudOptions } from '../../src/demo/demo-cloud.ts'
import { listen } from '../../src/http/listen.ts'
import type { ReceiptSummary } from '../../src/http/receipt.ts'
import type { Log } from '../../src/model/log.ts'
import { accessTo } from '../../src/open-cloud.ts'
import type { CloudConfig } from '../../src/sources/keystone/cloud-config.ts'
import type { CellConfig } from '../../src/sources/pci/cell-url.ts'
import type { Telemetry } from '../../src/telemetry/telemetry.ts'
import { signIn, type AnswerError, type UserName } from '../support/graph.ts'

/** A gateway that listens on a real port, before a demo cloud that it takes for a real one. */
export type Gateway = {
  readonly demo: DemoCloud
  readonly app: App
  readonly url: string
  readonly logged: readonly LoggedLine[]
  /** Asks as admin, unless another user, a token or null (nobody) is named. */
  ask(query: string, options?: AskOptions): Promise<Reply>
  /** One token for all questions of a user. */
  token(user: UserName): Promise<string>
  /** Calls that reached a service of the cloud since the last `demo.calls.clear()`, as `GET /v2.1/servers/detail`. */
  callsTo(service: 'nova' | 'keystone' | 'placement'): string[]
  [Symbol.asyncDispose](): Promise<void>
}

export type AskOptions = {
  readonly as?: UserName | null
  readonly token?: string
  readonly variables?: object
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export type Reply = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly data: Record<string, unknown> | null | undefined
  readonly errors: readonly AnswerError[]
  readonly upstream: ReceiptSummary | undefined
  readonly ms: number
}

export type LoggedLine = {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly attributes: Readonly<Record<string, unknown>>
  readonly message: string
  /** All of it, errors and their causes included. */
  readonly text: string
}

/** Looks for cells that are down come when they come, and would count as calls of whatever a test asks. */
const UNPROBED = { PCIGRAPH_PROBE_CELLS: 'false' }

export async function startGateway(
  options: DemoCloudOptions & {
    readonly env?: NodeJS.ProcessEnv
    readonly isDemo?: boolean
    readonly withoutCells?: boolean
    /** Instead of what the catalog says. */
    readonly endpoints?: CloudConfig['endpointOverrides']
    /** Keystone by another way. */
    readonly authUrl?: URL
    /** Instead of the demo cloud's own. */
    readonly cellConfigs?: readonly CellConfig[]
    readonly telemetry?: Telemetry
  } = {},
): Promise<Gateway> {
  const demo = await startDemoCloud({ servers: 20, hypervisors: 6, ...options })
  const logged: LoggedLine[] = []
  const config = readConfig({ env: { PORT: '0', ...UNPROBED, ...options.env }, argv: [] })
  const access = accessTo(demo)
  const cloud = {
    ...access.cloud,
    ...(options.authUrl && { authUrl: options.authUrl }),
    endpointOverrides: options.endpoints ?? {},
  }
  const app = createApp(
    {
      cells: options.withoutCells ? [] : (options.cellConfigs ?? access.cells),
      cloud,
      isDemo: options.isDemo ?? false,
      people: options.isDemo ? (access.people ?? []) : [],
    },
    config,
    keep(logged),
    options.telemetry,
  )
  const url = await listen(app.server, config.listen)
  const tokens = new Map<UserName, Promise<string>>()

  const tokenOf = (user: UserName): Promise<string> => {
    const known = tokens.get(user) ?? signIn(demo, user)
    tokens.set(user, known)
    return known
  }

  return {
    demo,
    app,
    url,
    logged,
    token: tokenOf,
    async ask(query, { as = 'admin', token, variables, headers, signal } = {}) {
      if (as !== null) token ??= await tokenOf(as)
      const startedAt = performance.now()
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          'x-pcigraph-receipt': '1',
          ...(token !== undefined && { 'x-auth-token': token }),
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
        ...(signal && { signal }),
      })
      return readReply(response, startedAt)
    },
    callsTo: (service) =>
      demo.calls.filter((call) => call.service === service).map(({ method, path }) => `${method} ${path}`),
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections()
      app.server.close()
      await app.close()
      await demo.close()
    },
  }
}

export async function readReply(response: Response, startedAt = performance.now()): Promise<Reply> {
  const text = await response.text()
  // What a client gets is JSON of this form; each test says what it expects of it.
  const body = (text === '' ? {} : JSON.parse(text)) as {
    data?: Record<string, unknown> | null
    errors?: AnswerError[]
    extensions?: { upstream: ReceiptSummary }
  }
  const ms = performance.now() - startedAt
  const { status, headers } = response
  return { status, headers, text, data: body.data, errors: body.errors ?? [], upstream: body.extensions?.upstream, ms }
}

/** A token of the demo's Keystone, by whatever `auth` says. */
export async function issueToken(demo: DemoCloud, auth: object): Promise<string> {
  const response = await fetch(`${demo.authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth }),
  })
  const token = response.headers.get('x-subject-token')
  if (token === null) throw new Error(`The demo's Keystone gave no token: ${response.status}`)
  return token
}

/** What signs a user in, for `issueToken`. */
export function passwordOf(demo: DemoCloud, user: UserName) {
  const { id, password } = demo.users[user]
  return { methods: ['password'], password: { user: { id, password } } }
}

function keep(lines: LoggedLine[]): Log {
  const at = (level: LoggedLine['level']) => (attributes: object, message: string) => {
    lines.push({
      level,
      attributes: { ...attributes },
      message,
      text: `${message} ${inspect(attributes, { depth: 20 })}`,
    })
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
