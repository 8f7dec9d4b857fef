import { createServer } from 'node:http'
import type { IResolvers } from '@graphql-tools/utils'
import { createYoga } from 'graphql-yoga'
import { afterAll, beforeAll } from 'vitest'
import { createSubgraphSchema, type FindEntity } from '../../../examples/subgraph/subgraph-schema.ts'
import type { Router, RouterAnswer } from '../stock/router.ts'
import { startRouter } from './start-router.ts'

/** The two ways in which a federation is served. */
export const WAYS = ['from a ready supergraph', 'from its subgraphs'] as const
export type Way = (typeof WAYS)[number]

/** A subgraph as a test writes it: all directives of Federation v2.9 are linked to. */
export type Subgraph = {
  readonly sdl: string
  readonly resolvers: IResolvers
  readonly entities?: Readonly<Record<string, FindEntity<unknown>>>
}

/** One request that a subgraph got. */
export type SubgraphCall = {
  readonly subgraph: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

export type FederationAnswer = RouterAnswer & {
  /** How many requests each subgraph got; those that got none are left out. */
  readonly calls: Readonly<Record<string, number>>
}

export type Federation = {
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<FederationAnswer>
  /** What the last question sent, in order of arrival. */
  readonly sent: readonly SubgraphCall[]
}

/** Serves these subgraphs on ports of their own, and the gateway before them, for the tests of a `describe`. */
export function useFederation(way: Way, subgraphs: Readonly<Record<string, Subgraph>>): Federation {
  const sent: SubgraphCall[] = []
  const running: RunningSubgraph[] = []
  let router: Router | null = null

  beforeAll(async () => {
    for (const [name, subgraph] of Object.entries(subgraphs)) {
      running.push(await startSubgraph(name, subgraph, (call) => sent.push(call)))
    }
    router = await startRouter(way, running)
  })
  afterAll(async () => {
    await router?.[Symbol.asyncDispose]()
    await Promise.all(running.map((subgraph) => subgraph.close()))
  })

  return {
    sent,
    async ask(query, variables) {
      if (router === null) throw new Error('the gateway is not up')
      sent.length = 0
      const answer = await router.ask(query, { ...(variables && { variables }) })
      const calls: Record<string, number> = {}
      for (const { subgraph } of sent) calls[subgraph] = (calls[subgraph] ?? 0) + 1
      return { ...answer, calls }
    },
  }
}

/** Representations that the last question sent to a subgraph, call by call. */
export function representationsTo({ sent }: Federation, subgraph: string): readonly unknown[] {
  return sent.filter((call) => call.subgraph === subgraph).flatMap(({ variables }) => Object.values(variables))
}

export type RunningSubgraph = {
  readonly name: string
  readonly url: string
  readonly sdl: string
  close(): Promise<void>
}

const DIRECTIVES = [
  '@key',
  '@external',
  '@requires',
  '@provides',
  '@shareable',
  '@override',
  '@inaccessible',
  '@interfaceObject',
]
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${JSON.stringify(DIRECTIVES)})\n`

async function startSubgraph(
  name: string,
  { sdl, resolvers, entities = {} }: Subgraph,
  record: (call: SubgraphCall) => void,
): Promise<RunningSubgraph> {
  const linked = `${LINK}${sdl}`
  const yoga = createYoga({
    schema: createSubgraphSchema(linked, resolvers, entities),
    graphiql: false,
    logging: false,
    plugins: [
      {
        onParams({ params }) {
          record({ subgraph: name, query: params.query ?? '', variables: params.variables ?? {} })
        },
      },
    ],
  })
  const server = createServer((request, response) => void yoga(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('not listening')
  return {
    name,
    url: `http://127.0.0.1:${address.port}/graphql`,
    sdl: linked,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
