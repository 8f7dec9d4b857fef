import type { Upstream } from '../upstream/upstream.ts'
import { pcigraph } from './pcigraph.ts'

/** A program that answers the questions at an address that it prints (`… at http://…`), in a process of its own. */
export type Rival = {
  readonly name: string
  /** For people. */
  readonly title: string
  /** Run by Node, with the upstream in its environment and nothing else. */
  program(upstream: Upstream): Program
  /** The questions that it is asked. Null: all. */
  readonly questions: readonly string[] | null
  /** Why it is asked no others; empty where it is asked all. */
  readonly leavesOut: string
}

export type Program = {
  readonly file: string
  readonly args?: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** What the others are compared with. */
export const YARDSTICK: Rival = standIn(
  'raw',
  'the least code: node:http, undici, prepared SQL, JSON written for each question',
)

export const OURS: Rival = pcigraph

export const RIVALS: readonly Rival[] = [
  YARDSTICK,
  pcigraph,
  keepingRaw(),
  standIn('yoga', 'Yoga as it comes, with DataLoader'),
  standIn('apollo', 'Apollo Server, with DataLoader'),
  standIn('mercurius', 'Mercurius with JIT and its loaders'),
  standIn('grafast', 'Grafast with plans'),
  {
    ...standIn('rest-loop', 'a loop of REST calls'),
    questions: ['one', 'page100'],
    leavesOut: 'nobody would ask a loop of GETs for thousands of servers, and devices by model are in no REST API',
  },
]

/** The same with raw's statements in place of a query builder's: what is left is the engine. */
export function withLeanStatements(rival: Rival): Rival {
  return {
    ...rival,
    program(upstream) {
      const { env, ...program } = rival.program(upstream)
      return { ...program, env: { ...env, LEAN: '1' } }
    },
  }
}

/** How much lower the limit would be for who knows the cloud's counts from the request before, as the gateway does. */
function keepingRaw(): Rival {
  return {
    ...YARDSTICK,
    name: 'raw-keeping',
    title: 'raw that keeps counts as long as nothing is written, as the gateway does',
    program(upstream) {
      const { env, ...program } = YARDSTICK.program(upstream)
      return { ...program, env: { ...env, KEEP: '1' } }
    },
  }
}

/** A program of this folder. */
function standIn(name: string, title: string): Rival {
  return {
    name,
    title,
    program: ({ authUrl, computeUrl, cells: [cell] }) => ({
      file: new URL(`${name}/main.ts`, import.meta.url).pathname,
      env: {
        NODE_ENV: 'production',
        AUTH_URL: authUrl,
        COMPUTE_URL: computeUrl,
        CELL_DATABASE: cell?.path ?? '',
      },
    }),
    questions: null,
    leavesOut: '',
  }
}
