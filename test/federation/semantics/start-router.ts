import { composeServices as composeByApollo } from '@apollo/composition'
import { parse } from 'graphql'
import { composeServices } from '../../../src/federation/gateway/compose-services.ts'
import { startHiveGateway } from '../stock/hive-gateway.ts'
import type { Router } from '../stock/router.ts'
import type { RunningSubgraph, Way } from './federation.ts'

export function startRouter(way: Way, subgraphs: readonly RunningSubgraph[]): Promise<Router> {
  const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }))
  if (way === 'from a ready supergraph') {
    const composed = composeByApollo(services)
    if (composed.supergraphSdl === undefined) throw new Error(composed.errors?.map(({ message }) => message).join('\n'))
    return Promise.resolve(startHiveGateway(composed.supergraphSdl))
  }
  const { supergraph, errors } = composeServices(services)
  if (supergraph === null) throw new Error(errors.map(({ message }) => message).join('\n'))
  return Promise.resolve(startHiveGateway(supergraph))
}
