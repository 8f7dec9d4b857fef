import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { inspect } from 'node:util'
import type { IResolvers } from '@graphql-tools/utils'
import { createYoga } from 'graphql-yoga'
import { createSubgraphSchema, type FindEntity } from '../../../examples/subgraph/subgraph-schema.ts'
import { readConfig } from '../../../src/config.ts'
import { createGatewayApp } from '../../../src/gateway-app.ts'
import { listen } from '../../../src/http/listen.ts'
import type { Log } from '../../../src/model/log.ts'
import { openGraphs } from '../../../src/open-graphs.ts'
import { createMetrics } from '../../../src/telemetry/metrics.ts'
import { NO_TELEMETRY } from '../../../src/telemetry/telemetry.ts'

export const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires", "@inaccessible", "@interfaceObject"])\n`

/** A subgraph on a port of its own, which can be told to misbehave. */
export type RunningSubgraph = {
  readonly name: string
  readonly url: string
  readonly calls: readonly SubgraphCall[]
  /** Asked first; true: it has answered. */
  before: ((request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>) | null
  /** Nobody listens there any more. */
  close(): Promise<void>
}

export type SubgraphCall = {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly headers: IncomingHttpHeaders
}

export async function startSubgraph(
  name: string,
  sdl: string,
  resolvers: IResolvers,
  entities: Readonly<Record<string, FindEntity<unknown>>> = {},
): Promise<RunningSubgraph> {
  const calls: SubgraphCall[] = []
  const yoga = createYoga<{ req: IncomingMessage }>({
    schema: createSubgraphSchema(`${LINK}${sdl}`, resolvers, entities),
    graphiql: false,
    logging: false,
    maskedErrors: false,
    plugins: [
      {
        onParams({ params, request }) {
          const headers = Object.fromEntries(request.headers.entries())
          if (params.query?.includes('_service') !== true) {
            calls.push({ query: params.query ?? '', variables: params.variables ?? {}, headers })
          }
        },
      },
    ],
  })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if ((await subgraph.before?.(request, response)) === true) return
    await yoga(request, response)
  }
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  const subgraph: RunningSubgraph = {
    name,
    url: `http://127.0.0.1:${address.port}/graphql`,
    calls,
    before: null,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return subgraph
}

export type RunningGateway = {
  readonly url: string
  readonly logged: readonly string[]
  ask(query: string, options?: AskOptions): Promise<GatewayAnswer>
  /** Looks now whether there is another supergraph. */
  reload(): Promise<void>
  /** A figure of `/metrics`, by its name and labels as they are written there; 0 where there is none. */
  figure(name: string): Promise<number>
  drain(): void
  [Symbol.asyncDispose](): Promise<void>
}

export type AskOptions = {
  readonly variables?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export type GatewayAnswer = {
  readonly status: number
  readonly text: string
  readonly data: unknown
  readonly errors: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions?: Readonly<Record<string, unknown>>
  }[]
  readonly extensions: Readonly<Record<string, unknown>> | undefined
}

/** The gateway alone, without the own graph. @param yaml of `pcigraph.yaml` */
export async function startPureGateway(
  yaml: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningGateway> {
  const logged: string[] = []
  const config = readConfig({
    env: { PORT: '0', PCIGRAPH_CONFIG: 'pcigraph.yaml', PCIGRAPH_SUBGRAPH_START_MS: '0', ...env },
    argv: [],
    ownGraph: 'never',
    files: { home: '/', read: (path) => (path === 'pcigraph.yaml' ? yaml : null) },
  })
  if (config.federation === null) throw new Error('no graphs are configured')
  const metrics = createMetrics('test')
  const log = keep(logged)
  const federation = await openGraphs(config, config.federation, log, metrics)
  const app = createGatewayApp(config, federation, log, { ...NO_TELEMETRY, metrics })
  const url = await listen(app.server, config.listen)
  return {
    url,
    logged,
    ask: (query, options) => askGateway(url, query, options),
    reload: () => federation.reload(),
    async figure(name) {
      const line = (await metrics.scrape()).split('\n').find((each) => each.startsWith(`${name} `))
      return Number(line?.slice(name.length + 1) ?? 0)
    },
    drain: () => {
      app.health.drain()
    },
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections()
      app.server.close()
      await app.close()
    },
  }
}

export async function askGateway(
  url: string,
  query: string,
  { variables, headers, signal }: AskOptions = {},
): Promise<GatewayAnswer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify({ query, variables }),
    ...(signal && { signal }),
  })
  const text = await response.text()
  // What a client gets is JSON of this form; each test says what it expects of it.
  const { data, errors = [], extensions } = JSON.parse(text) as Partial<GatewayAnswer>
  return { status: response.status, text, data, errors, extensions }
}

/** `subgraphs:` of these, each with more lines of its own. */
export function yamlOf(subgraphs: readonly RunningSubgraph[], more: Readonly<Record<string, string>> = {}): string {
  const entries = subgraphs.map(
    ({ name, url }) => `  - { name: ${name}, url: "${url}"${more[name] === undefined ? '' : `, ${more[name]}`} }`,
  )
  return `subgraphs:\n${entries.join('\n')}\n`
}

function keep(lines: string[]): Log {
  const add = (attributes: object, message: string) =>
    void lines.push(`${message} ${inspect(attributes, { depth: 9 })}`)
  return { debug: add, info: add, warn: add, error: add }
}
