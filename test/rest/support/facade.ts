import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { Agent } from 'undici'
import { readConfig } from '../../../src/config.ts'
import { startDemoCloud, type DemoCloud, type DemoCloudOptions } from '../../../src/demo/demo-cloud.ts'
import { createContextFactory } from '../../../src/engine/context.ts'
import { createExecuteStored } from '../../../src/engine/execute-stored.ts'
import { createAccess } from '../../../src/policy/access.ts'
import { createPolicy } from '../../../src/policy/policy.ts'
import { DEFAULT_CHECKS } from '../../../src/policy/rules.ts'
import { createSubgraph } from '../../../src/federation/subgraph.ts'
import { callerOf } from '../../../src/http/auth.ts'
import { listen } from '../../../src/http/listen.ts'
import { createReceipt } from '../../../src/http/receipt.ts'
import type { Sources } from '../../../src/loaders/index.ts'
import type { Log } from '../../../src/model/log.ts'
import { accessTo } from '../../../src/open-cloud.ts'
import { createRest, type RestLimits } from '../../../src/rest/rest.ts'
import { createSchema } from '../../../src/schema/index.ts'
import { createUpstream } from '../../../src/sources/http/upstream.ts'
import { createKeystone } from '../../../src/sources/keystone/create-keystone.ts'
import { createOwnSession } from '../../../src/sources/keystone/own-session.ts'
import { createNova } from '../../../src/sources/nova/create-nova.ts'
import { openPciStore } from '../../../src/sources/pci/open-store.ts'
import { createPlacement } from '../../../src/sources/placement/create-placement.ts'
import { createLog } from '../../../src/telemetry/log.ts'
import { signIn, type UserName } from '../../support/graph.ts'

/** The facade on a real port, before a demo cloud. */
export type Facade = {
  readonly demo: DemoCloud
  /** Without a path. */
  readonly url: string
  /** What was logged as an error. */
  readonly errors: readonly object[]
  /** How many documents the graph was asked so far. */
  questions(): number
  /** `Body`: the form of JSON that the test says it expects. */
  get<Body = object>(path: string, options?: GetOptions): Promise<Answer<Body>>
  token(user: UserName): Promise<string>
  [Symbol.asyncDispose](): Promise<void>
}

export type GetOptions = {
  /** @default 'admin' */
  readonly as?: UserName | null
  readonly token?: string
  readonly microversion?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export type Answer<Body> = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Body
}

export async function startFacade(
  options: DemoCloudOptions & {
    readonly withoutCells?: boolean
    /** Text of a policy file. */
    readonly policy?: string
    readonly limits?: Partial<RestLimits>
    /** Instead of the demo's own Nova. */
    readonly novaEndpoint?: (ofDemo: URL) => URL
  } = {},
): Promise<Facade> {
  const demo = await startDemoCloud({ servers: 60, hypervisors: 12, ...options })
  const errors: object[] = []
  const log: Log = { ...createLog('silent'), error: (attributes) => void errors.push(attributes) }
  const config = readConfig({ env: {}, argv: [] })
  const access = accessTo(demo)
  const cells = options.withoutCells ? [] : access.cells
  const session = createOwnSession({
    cloud: access.cloud,
    upstream: createUpstream({ name: 'keystone', ...config.upstream, log }),
    log,
  })
  const sources: Sources = {
    nova: createNova({ session, upstream: createUpstream({ name: 'nova', ...config.upstream, log }), log }),
    keystone: createKeystone({
      authUrl: access.cloud.authUrl,
      upstream: createUpstream({ name: 'keystone', ...config.upstream, log }),
    }),
    placement: createPlacement({
      session,
      upstream: createUpstream({ name: 'placement', ...config.upstream, log }),
    }),
    pci: openPciStore(cells, { ...config.store, log }),
  }
  const schema = createSubgraph(createSchema())
  const policy = createPolicy(DEFAULT_CHECKS, [{ name: 'policy.yaml', text: options.policy ?? '' }])
  const execute = createExecuteStored(
    schema,
    createContextFactory(
      schema,
      sources,
      {
        name: 'demo',
        region: access.cloud.regionName,
        isDemo: false,
        maxPageSize: config.limits.maxPageSize,
        cells,
        serviceDownTimeMs: config.serviceDownTimeMs,
        now: () => new Date(),
        microversions: (signal) => sources.nova.microversions(signal),
      },
      policy,
    ),
  )
  const proxy = new Agent()
  let questions = 0
  const rest = createRest({
    execute: (...asked) => {
      questions++
      return execute(...asked)
    },
    accessOf: (caller) => createAccess(policy, caller),
    async openCall(request, response, { requestId, span }) {
      const client = new AbortController()
      response.once('close', () => client.abort())
      const receipt = createReceipt()
      const signal = client.signal
      const caller = await callerOf(
        headersOf(request),
        (token, asked) => sources.keystone.authenticate(token, asked),
        null,
        { signal, receipt },
      )
      return { call: { caller, signal, requestId, span, receipt, log }, close: () => undefined }
    },
    novaEndpoint: async (signal) => {
      const endpoint = await session.endpoint('compute', signal)
      return options.novaEndpoint?.(endpoint) ?? endpoint
    },
    proxy,
    authUrl: access.cloud.authUrl,
    log,
    limits: { maxBufferedBytes: 64 * 1024 * 1024, timeoutMs: 30_000, maxPageSize: 5000, ...options.limits },
  })
  const server = createServer((request, response) => {
    if (!rest(request, response)) response.writeHead(418).end('not a path of Nova')
  })
  const url = await listen(server, { host: '127.0.0.1', port: 0 })
  const tokens = new Map<UserName, Promise<string>>()
  const token = (user: UserName): Promise<string> => {
    const known = tokens.get(user) ?? signIn(demo, user)
    tokens.set(user, known)
    return known
  }

  return {
    demo,
    url,
    errors,
    questions: () => questions,
    token,
    async get<Body>(path: string, { as = 'admin', microversion, method, headers, body, ...asked }: GetOptions = {}) {
      const bearer = asked.token ?? (as === null ? undefined : await token(as))
      const response = await fetch(`${url}${path}`, {
        redirect: 'manual',
        method: method ?? 'GET',
        headers: {
          accept: 'application/json',
          ...(bearer !== undefined && { 'x-auth-token': bearer }),
          ...(microversion !== undefined && { 'openstack-api-version': `compute ${microversion}` }),
          ...headers,
        },
        ...(body !== undefined && { body }),
      })
      const text = await response.text()
      const isJson = (response.headers.get('content-type') ?? '').includes('json')
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (isJson && text !== '' ? JSON.parse(text) : null) as Body,
      }
    },
    async [Symbol.asyncDispose]() {
      await closeServer(server)
      await proxy.destroy()
      await session.close()
      await Promise.all(Object.values(sources).map((source) => source.close()))
      await demo.close()
    },
  }
}

/** A Nova that does as a test says, on a real port. */
export async function startFakeNova(
  answer: (request: IncomingMessage & { readonly text: string }, response: ServerResponse) => void,
): Promise<{ readonly url: URL; readonly seen: SeenRequest[]; [Symbol.asyncDispose](): Promise<void> }> {
  const seen: SeenRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    const one = {
      method: request.method ?? '',
      url: request.url ?? '',
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      text: '',
    }
    seen.push(one)
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      one.text = Buffer.concat(chunks).toString()
      answer(Object.assign(request, { text: one.text }), response)
    })
    request.on('error', () => undefined)
  })
  const url = await listen(server, { host: '127.0.0.1', port: 0 })
  return { url: new URL(url), seen, [Symbol.asyncDispose]: () => closeServer(server) }
}

export type SeenRequest = {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  text: string
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value)
  }
  return headers
}
