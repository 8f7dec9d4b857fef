/**
 * `pcigraph schema` prints the graph. As `npm run schema` this file writes schema/ anew; `npm run schema -- --check` writes nothing,
 * and exits 1 where schema/ is not what the code says.
 */
import { Option, type Command } from 'commander'
import type { Contract } from '../federation/contract.ts'
import { createOut, OutputClosed } from './output/out.ts'
import { createProgress } from './output/progress.ts'

export function addSchema(program: Command): void {
  program
    .command('schema')
    .summary('print the graph as SDL')
    .description(
      'Prints the graph as SDL: what a client of it sees. Nothing is called, and nothing has to be configured.',
    )
    .option('--subgraph', 'as a Federation v2 subgraph, with its keys: what a router composes')
    .addOption(
      new Option('--contract <name>', "only what is tagged so; project: what a project's users may use").choices([
        'project',
      ]),
    )
    .addHelpText(
      'after',
      `
Examples:
  pcigraph schema > pcigraph.graphql
  pcigraph schema --contract project > tenant.graphql
  pcigraph schema --subgraph | rover subgraph check mygraph@prod --name pcigraph --schema -`,
    )
    .action(async ({ subgraph = false, contract }: { subgraph?: boolean; contract?: Contract }) => {
      const sdl = await printGraph(subgraph, contract ?? null)
      await createOut(createProgress())
        .write(sdl)
        .catch((error: unknown) => {
          if (!(error instanceof OutputClosed)) throw error
        })
    })
}

async function printGraph(asSubgraph: boolean, contract: Contract | null): Promise<string> {
  const [{ printSchema }, { contractOf, withoutFederation }, { printSubgraph }, { createSchema }] = await Promise.all([
    import('graphql'),
    import('../federation/contract.ts'),
    import('../federation/subgraph-sdl.ts'),
    import('../schema/index.ts'),
  ])
  const whole = createSchema()
  const graph = contract === null ? whole : contractOf(whole, contract)
  return asSubgraph ? printSubgraph(graph) : `${printSchema(withoutFederation(graph))}\n`
}

if (import.meta.main) {
  const { writeSchema } = await import('./write-schema.ts')
  await writeSchema(process.argv.slice(2))
}
