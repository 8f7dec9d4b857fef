import type { Upstream } from '../upstream/upstream.ts'
import { pcigraph } from './pcigraph.ts'
import { raw } from './raw/rival.ts'

/** A program that answers the questions at an address that it prints (`… at http://…`), in a process of its own. */
export type Rival = {
  readonly name: string
  /** Run by Node, with the upstream in its environment and nothing else. */
  program(upstream: Upstream): { readonly file: string; readonly env: Readonly<Record<string, string>> }
}

/** What the others are compared with. */
export const YARDSTICK: Rival = raw

export const RIVALS: readonly Rival[] = [pcigraph]
