import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'
import { ASSETS_SDL, createAssets } from '../../../examples/assets/assets.ts'
import { createNetwork, NETWORK_SDL } from '../../../examples/network/network.ts'
import { startSubgraph, type RunningSubgraph } from '../../../examples/subgraph/start-subgraph.ts'
import { startGateway, type Gateway } from '../../http/gateway.ts'

/** The demo cloud with the own graph before it and the two examples beside: three subgraphs on real ports. */
export type JoinedCloud = {
  readonly own: Gateway
  readonly network: RunningSubgraph
  readonly assets: RunningSubgraph
  /** Of all three. */
  readonly supergraph: string
  [Symbol.asyncDispose](): Promise<void>
}

/** As large as the demo cloud is by itself: only then has it ports with devices. */
export async function startJoinedCloud(): Promise<JoinedCloud> {
  const own = await startGateway({ servers: 240, hypervisors: 40 })
  const authUrl = own.demo.authUrl
  const [network, assets] = await Promise.all([
    startSubgraph(createNetwork(own.demo.model), { authUrl }),
    startSubgraph(createAssets(own.demo.model), { authUrl }),
  ])
  return {
    own,
    network,
    assets,
    supergraph: compose([
      ['pcigraph', await sdlOf(own), `${own.url}/graphql`],
      ['network', NETWORK_SDL, network.url],
      ['assets', ASSETS_SDL, assets.url],
    ]),
    async [Symbol.asyncDispose]() {
      await Promise.all([own, network, assets].map((part) => part[Symbol.asyncDispose]()))
    },
  }
}

async function sdlOf(own: Gateway): Promise<string> {
  const { data } = await own.ask('{ _service { sdl } }')
  const { sdl } = (data?._service ?? {}) as { sdl?: string }
  if (sdl === undefined) throw new Error('the own graph does not tell its SDL')
  return sdl
}

function compose(subgraphs: readonly (readonly [name: string, sdl: string, url: string])[]): string {
  const composed = composeServices(subgraphs.map(([name, sdl, url]) => ({ name, typeDefs: parse(sdl), url })))
  assertCompositionSuccess(composed, composed.errors?.map(({ message }) => message).join('\n'))
  return composed.supergraphSdl
}
