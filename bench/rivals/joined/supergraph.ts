import { readFileSync } from 'node:fs'

/** For one call to a subgraph; as pcigraph has it by itself. */
export const SUBGRAPH_TIMEOUT_MS = 10_000

/** The one that this process is told to serve. */
export function readSupergraph(): string {
  return readFileSync(process.env.SUPERGRAPH ?? '', 'utf8')
}
