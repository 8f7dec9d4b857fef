import type { Command } from 'commander'
import type { FederationFlags } from '../config/federation.ts'
import type { OwnGraphFlag } from '../config.ts'

export type GraphOptions = {
  readonly supergraph?: string
  readonly subgraph?: readonly string[]
  readonly schema?: readonly string[]
  /** False: it was said that it takes no part. */
  readonly own: boolean
}

/** The options that say which graphs are joined. */
export function addGraphOptions(command: Command, { withSupergraph = true } = {}): Command {
  if (withSupergraph) command.option('--supergraph <file or url>', 'a supergraph that is ready')
  return command
    .option('--subgraph <name=url>', 'a subgraph to compose; as often as there are some', collect)
    .option('--schema <name=file>', 'the SDL of that subgraph, which otherwise is asked for it', collect)
    .option('--no-own', 'leave the own graph out, whatever is configured')
}

export function graphFlags({ supergraph, subgraph, schema, own }: GraphOptions): {
  federation: FederationFlags
  ownGraph: OwnGraphFlag
} {
  return { federation: { supergraph, subgraphs: subgraph, schemas: schema }, ownGraph: own ? 'configured' : 'never' }
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}
