import type { Command } from 'commander'
import type { CompositionError } from '../federation/gateway/compose-subgraphs.ts'
import { readCommandConfig } from './connection.ts'
import { CommandFailure } from './failure.ts'
import { addGraphOptions, graphFlags, type GraphOptions } from './graph-options.ts'
import { createOut, OutputClosed } from './output/out.ts'
import { createProgress } from './output/progress.ts'

export function addCompose(program: Command): void {
  addGraphOptions(
    program
      .command('compose')
      .summary('print the supergraph of several graphs')
      .description(
        'Composes the subgraphs of pcigraph.yaml, or those of the command line, and prints the supergraph; or everything that keeps ' +
          'them from being one graph, each with its place, and ends with 1.',
      ),
    { withSupergraph: false },
  )
    .addHelpText(
      'after',
      `
The own graph is among them, as the subgraph pcigraph, unless --subgraph names the others and no cloud is configured, or --no-own
leaves it out: just as pcigraph gateway has it.

Examples:
  pcigraph compose > supergraph.graphql
  pcigraph compose --subgraph network=http://127.0.0.1:4101/graphql --schema network=network.graphql`,
    )
    .action(async (options: GraphOptions) => {
      const flags = graphFlags(options)
      const isNamed = options.subgraph !== undefined
      const config = await readCommandConfig({}, process.env, {
        ...flags,
        ownGraph: options.own && !isNamed ? 'always' : flags.ownGraph,
      })
      if (config.federation?.source.kind !== 'subgraphs') {
        throw new CommandFailure(2, 'There are no subgraphs to compose: name them by --subgraph, or in pcigraph.yaml.')
      }
      const [{ composeOnce }, { ownPart }, { CompositionError: Refused }] = await Promise.all([
        import('../federation/gateway/compose-once.ts'),
        import('../open-graphs.ts'),
        import('../federation/gateway/compose-subgraphs.ts'),
      ])
      const own = config.ownGraph === 'none' ? null : ownPart(config.contract)
      const sdl = await composeOnce(config.federation, own).catch((error: unknown) => {
        throw error instanceof Refused ? refusal(error) : error
      })
      await createOut(createProgress())
        .write(`${sdl.trim()}\n`)
        .catch((error: unknown) => {
          if (!(error instanceof OutputClosed)) throw error
        })
    })
}

function refusal(error: CompositionError): CommandFailure {
  return new CommandFailure(1, error.message, { cause: error })
}
