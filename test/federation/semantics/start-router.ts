import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeServices as composeByApollo } from '@apollo/composition'
import { parse } from 'graphql'
import { composeServices } from '../../../src/federation/gateway/compose-services.ts'
import { startApolloGateway } from '../stock/apollo-gateway.ts'
import { startHiveGateway } from '../stock/hive-gateway.ts'
import { startOurGateway } from '../stock/our-gateway.ts'
import type { Router } from '../stock/router.ts'
import type { RunningSubgraph, Way } from './federation.ts'

/** What is tried: `pcigraph`, or to compare with, `hive` or `apollo`. */
const WHOSE = process.env.FEDERATION_ROUTER ?? 'pcigraph'

export async function startRouter(way: Way, subgraphs: readonly RunningSubgraph[]): Promise<Router> {
  if (WHOSE === 'pcigraph' && way === 'from its subgraphs') {
    return startOurGateway(subgraphs.flatMap(({ name, url }) => ['--subgraph', `${name}=${url}`]))
  }
  const supergraph = compose(way, subgraphs)
  switch (WHOSE) {
    case 'pcigraph':
      return startFromFile(supergraph)
    case 'hive':
      return startHiveGateway(supergraph)
    case 'apollo':
      return startApolloGateway(supergraph)
    default:
      throw new Error(`FEDERATION_ROUTER is pcigraph, hive or apollo, and not ${WHOSE}`)
  }
}

/** A ready one is made by the composer that is not ours. */
function compose(way: Way, subgraphs: readonly RunningSubgraph[]): string {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }))
  const { supergraphSdl, errors } =
    way === 'from a ready supergraph'
      ? composeByApollo(services)
      : { supergraphSdl: composeServices(services).supergraph, errors: composeServices(services).errors }
  if (typeof supergraphSdl !== 'string') throw new Error(errors?.map(({ message }) => message).join('\n'))
  return supergraphSdl
}

async function startFromFile(supergraph: string): Promise<Router> {
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-supergraph-'))
  const file = join(folder, 'supergraph.graphql')
  writeFileSync(file, supergraph)
  const router = await startOurGateway(['--supergraph', file])
  return {
    ask: router.ask,
    async [Symbol.asyncDispose]() {
      await router[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}
