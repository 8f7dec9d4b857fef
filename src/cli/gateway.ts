import type { Command } from 'commander'
import { readCommandConfig } from './connection.ts'
import { CommandFailure } from './failure.ts'
import { addGraphOptions, graphFlags, type GraphOptions } from './graph-options.ts'

type Options = GraphOptions & { readonly host?: string; readonly port?: string; readonly osCloud?: string }

export function addGateway(program: Command): void {
  addGraphOptions(
    program
      .command('gateway')
      .summary('run a gateway of several graphs')
      .description(
        'Runs a gateway of Federation v2 until it is told to end: of a supergraph that is ready, or of subgraphs that it composes itself. ' +
          'SIGHUP makes it look for another supergraph now. How a subgraph is called (headers, time, TLS) is set in pcigraph.yaml.',
      ),
  )
    .option('--host <host>', 'address to listen at (HOST; 127.0.0.1)')
    .option('--port <port>', 'port to listen at, 0 for a free one (PORT; 4000)')
    .option('--os-cloud <name>', 'the cloud of clouds.yaml (OS_CLOUD), where the own graph takes part')
    .addHelpText(
      'after',
      `
The own graph (Nova's servers and PCI devices) takes part, as the subgraph pcigraph and in this very process, where a cloud is
configured (OS_CLOUD, OS_*) or PCIGRAPH_DEMO names the demo cloud; everybody has to sign in then, as to pcigraph serve. Of a ready supergraph it
answers for the subgraph of that name, and where there is none it has no part. With neither, or with --no-own, this is a gateway of
the other graphs alone: it knows no Keystone, asks nobody for a token, and hands on no header that pcigraph.yaml does not name.

What the command line names replaces supergraph and subgraphs of pcigraph.yaml, whose settings for a subgraph of the same name stay.

Examples:
  pcigraph gateway --supergraph supergraph.graphql --port 4000
  pcigraph gateway --supergraph https://registry.example/supergraph
  pcigraph gateway --subgraph network=http://127.0.0.1:4101/graphql --subgraph assets=http://127.0.0.1:4102/graphql
  OS_CLOUD=mycloud pcigraph gateway`,
    )
    .action(async (options: Options) => {
      const { host, port, osCloud } = options
      const config = await readCommandConfig(
        {},
        {
          PCIGRAPH_LOG_LEVEL: 'info',
          ...process.env,
          ...(host !== undefined && { HOST: host }),
          ...(port !== undefined && { PORT: port }),
          ...(osCloud !== undefined && { OS_CLOUD: osCloud }),
        },
        graphFlags(options),
      )
      if (config.federation === null) {
        throw new CommandFailure(
          2,
          'There are no graphs to join: name them by --supergraph or --subgraph, or in pcigraph.yaml.',
        )
      }
      const { serve } = await import('../serve.ts')
      await serve(config)
    })
}
