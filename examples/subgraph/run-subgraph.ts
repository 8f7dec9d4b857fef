import { parseArgs } from 'node:util'
import type { GraphQLSchema } from 'graphql'
import { parseDemo } from '../../src/config/demo.ts'
import type { Cloud } from '../../src/demo/cloud.ts'
import { demoModel } from './demo-model.ts'
import { startSubgraph } from './start-subgraph.ts'

/** A subgraph as a program: `--port N`, `--auth-url URL` of Keystone, `--demo SIZES` as PCIGRAPH_DEMO has them. Ends on SIGTERM and SIGINT. */
export async function runSubgraph(name: string, createSchema: (cloud: Cloud) => GraphQLSchema): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      'auth-url': { type: 'string' },
      demo: { type: 'string', default: process.env.PCIGRAPH_DEMO ?? '' },
    },
  })
  const faults: string[] = []
  const sizes = parseDemo(values.demo, faults)
  if (faults.length > 0) throw new Error(faults.join('\n'))
  const subgraph = await startSubgraph(createSchema(demoModel(sizes)), {
    port: Number(values.port),
    authUrl: values['auth-url'] ?? null,
  })
  process.stdout.write(`subgraph ${name} listens at ${subgraph.url}\n`)
  const end = () => void subgraph.close()
  process.once('SIGTERM', end)
  process.once('SIGINT', end)
}
