import { drain, listen } from '../../src/http/listen.ts'
import type { DemoCloud, DemoCloudOptions } from '../../src/demo/demo-cloud.ts'
import { startGraph } from '../support/graph.ts'
import { cloudEnvironment } from './command.ts'

/** A gateway before a demo cloud, in the test's own process: a command that asks it starts sooner than one with a graph of its own. */
export async function startGateway(options: DemoCloudOptions): Promise<{
  readonly demo: DemoCloud
  /** What a command needs to ask it as the admin, signed in as to a real cloud. */
  readonly env: Readonly<Record<string, string>>
  [Symbol.asyncDispose](): Promise<void>
}> {
  const graph = await startGraph(options)
  const url = await listen(graph.app.server, { host: '127.0.0.1', port: 0 })
  return {
    demo: graph.demo,
    env: { ...cloudEnvironment(graph.demo), PCIGRAPH_ENDPOINT: url },
    async [Symbol.asyncDispose]() {
      await drain(graph.app.server, 0)
      await graph[Symbol.asyncDispose]()
    },
  }
}
