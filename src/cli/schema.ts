/**
 * `pcigraph schema` prints the graph. As `npm run schema` this file writes schema/ anew; `npm run schema -- --check` writes nothing,
 * and exits 1 where schema/ is not what the code says.
 */
import type { Command } from 'commander'
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
    .addHelpText(
      'after',
      `
Examples:
  pcigraph schema > pcigraph.graphql
  pcigraph schema --subgraph | rover subgraph check mygraph@prod --name pcigraph --schema -`,
    )
    .action(async ({ subgraph }: { subgraph?: boolean }) => {
      const sdl = await printGraph(subgraph === true)
      await createOut(createProgress())
        .write(sdl)
        .catch((error: unknown) => {
          if (!(error instanceof OutputClosed)) throw error
        })
    })
}

async function printGraph(asSubgraph: boolean): Promise<string> {
  const [{ printSchema }, { printSubgraph }, { createSchema }] = await Promise.all([
    import('graphql'),
    import('../federation/subgraph-sdl.ts'),
    import('../schema/index.ts'),
  ])
  return asSubgraph ? printSubgraph(createSchema()) : `${printSchema(createSchema())}\n`
}

if (import.meta.main) {
  const { writeSchema } = await import('./write-schema.ts')
  await writeSchema(process.argv.slice(2))
}
