import { z } from 'zod'
import { ask, startChild, stopChild, waitForUrl } from './child.ts'

/** A graph in a process of its own, for gateways to ask. */
export type Subgraph = {
  readonly name: string
  readonly url: URL
  usage(): Promise<SubgraphUsage>
  stop(): Promise<void>
}

const subgraphUsage = z.object({
  /** User and system time since it began. */
  cpuMs: z.number(),
  /** Since it was last asked for its usage. */
  calls: z.number(),
})
export type SubgraphUsage = z.infer<typeof subgraphUsage>

export async function startSubgraph(
  name: string,
  program: {
    readonly file: string
    readonly args?: readonly string[]
    readonly env?: Readonly<Record<string, string>>
  },
): Promise<Subgraph> {
  const child = startChild(name, [program.file, ...(program.args ?? [])], {
    ...(program.env && { env: program.env }),
    execArgv: [`--import=${new URL('subgraph-meter.ts', import.meta.url).href}`],
  })
  try {
    return {
      name,
      url: await waitForUrl(child),
      usage: async () => subgraphUsage.parse(await ask(child, 'usage')),
      stop: () => stopChild(child),
    }
  } catch (error) {
    await stopChild(child)
    throw error
  }
}
