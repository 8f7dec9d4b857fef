import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { cloudEnvironment } from '../../cli/command.ts'
import { startOurGateway } from '../stock/our-gateway.ts'
import type { Router } from '../stock/router.ts'
import type { JoinedCloud } from './joined-cloud.ts'

const FORWARDED = { headers: { forward: ['X-Auth-Token'] } }

/** `pcigraph gateway` before the same cloud, with the own graph in its process and the two examples joined to it. */
export function startJoinedGateway(cloud: JoinedCloud): Promise<Router> {
  return startConfigured(
    {
      subgraphs: [
        { name: 'network', url: cloud.network.url, ...FORWARDED },
        { name: 'assets', url: cloud.assets.url, ...FORWARDED },
      ],
    },
    cloudEnvironment(cloud.own.demo),
  )
}

/** `pcigraph gateway` of the ready supergraph of all three, each of them elsewhere. */
export function startSupergraphGateway(cloud: JoinedCloud): Promise<Router> {
  return startConfigured(
    {
      subgraphs: ['pcigraph', 'network', 'assets'].map((name) => ({ name, ...FORWARDED })),
    },
    {},
    cloud.supergraph,
  )
}

async function startConfigured(
  configuration: object,
  env: Readonly<Record<string, string>>,
  supergraph?: string,
): Promise<Router> {
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-joined-'))
  const file = join(folder, 'supergraph.graphql')
  if (supergraph !== undefined) writeFileSync(file, supergraph)
  const config = join(folder, 'pcigraph.yaml')
  writeFileSync(config, stringify({ ...configuration, ...(supergraph !== undefined && { supergraph: file }) }))
  const router = await startOurGateway([], { ...env, PCIGRAPH_CONFIG: config })
  return {
    ask: router.ask,
    async [Symbol.asyncDispose]() {
      await router[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}
