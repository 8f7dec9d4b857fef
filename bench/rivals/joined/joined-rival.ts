import type { UpstreamReady } from '../../upstream/upstream.ts'
import { OWN_QUESTIONS } from '../../questions/question.ts'
import { OURS, YARDSTICK, type Rival } from '../rival.ts'

/** What is joined: each at its address, and all of them in files as gateways want to be told of them. */
export type Graphs = {
  /** `pcigraph.yaml` that names the graphs beside the own one. */
  readonly configuration: string
  /** A supergraph of those and of the own graph, which has an address too. */
  readonly supergraph: string
}

/** A gateway of two graphs: Nova's servers and devices, and what the people who bought them know. */
export type JoinedRival = {
  readonly name: string
  /** For people. */
  readonly title: string
  /** `inside`: in the gateway's own process. `beside`: a subgraph, in a process of its own. `alone`: it is all that there is. */
  readonly ownGraph: 'inside' | 'beside' | 'alone'
  rivalOf(graphs: Graphs): Rival
}

/** What the others are compared with. */
export const STOCK: JoinedRival = hive('hive-gateway', 'stock Hive Gateway', {})

export const OUR_GATEWAY: JoinedRival = {
  name: OURS.name,
  title: '`pcigraph gateway`, with the own graph in its process',
  ownGraph: 'inside',
  rivalOf: ({ configuration }) => ({
    ...OURS,
    program(upstream) {
      const { env } = OURS.program(upstream)
      return {
        file: pathOf('../../../src/cli/main.ts'),
        args: ['gateway'],
        env: { ...env, PCIGRAPH_CONFIG: configuration },
      }
    },
  }),
}

/** Our program without anything joined to it. */
export const ALONE: JoinedRival = alone(
  OURS,
  'pcigraph-alone',
  '`npm start`, joined to nothing: what it is asked, it is asked directly',
)

export const JOINED_RIVALS: readonly JoinedRival[] = [
  STOCK,
  OUR_GATEWAY,
  hive('hive-gateway-rust', 'Hive Gateway with `@graphql-hive/router-runtime`, which has its planner in Rust', {
    PLANNER: 'rust',
  }),
  ALONE,
  alone(YARDSTICK, YARDSTICK.name, "the least code that answers the own graph's questions, joined to nothing"),
  stock('apollo-gateway', 'stock Apollo Gateway in Apollo Server', 'apollo-gateway', {}),
]

/** No gateway: what the own graph's questions cost without one. */
function alone(rival: Rival, name: string, title: string): JoinedRival {
  return {
    name,
    title,
    ownGraph: 'alone',
    rivalOf: () => ({
      ...rival,
      questions: OWN_QUESTIONS.map((question) => question.name),
      leavesOut: 'it knows of no other graph',
    }),
  }
}

function hive(name: string, title: string, env: Readonly<Record<string, string>>): JoinedRival {
  return stock(name, title, 'hive-gateway', env)
}

/** A program of a folder beside this one. */
function stock(name: string, title: string, folder: string, env: Readonly<Record<string, string>>): JoinedRival {
  return {
    name,
    title,
    ownGraph: 'beside',
    rivalOf: ({ supergraph }) => ({
      name,
      title,
      program: (_upstream: UpstreamReady) => ({
        file: pathOf(`../${folder}/main.ts`),
        env: { NODE_ENV: 'production', SUPERGRAPH: supergraph, ...env },
      }),
      questions: null,
      leavesOut: '',
    }),
  }
}

function pathOf(file: string): string {
  return new URL(file, import.meta.url).pathname
}
