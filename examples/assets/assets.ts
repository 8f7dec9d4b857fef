import { readFileSync } from 'node:fs'
import type { GraphQLSchema } from 'graphql'
import type { Cloud } from '../../src/demo/cloud.ts'
import { maySee, type CallerContext } from '../subgraph/callers.ts'
import { createSubgraphSchema } from '../subgraph/subgraph-schema.ts'
import { registerOf, type Asset, type Rack } from './register.ts'

export const ASSETS_SDL = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8')

/** The register of the people who buy hardware as a subgraph: who paid for a host or a card, its serial number, the rack that it is in. */
export function createAssets(cloud: Cloud): GraphQLSchema {
  const { assets, racks, byTag, byHypervisor, byDevice } = registerOf(cloud)
  const rackById = new Map(racks.map((rack) => [rack.id, rack]))
  const ofProject = Map.groupBy(assets, ({ ownerId }) => ownerId)

  async function shown(asset: Asset | undefined, { caller }: CallerContext): Promise<Asset | null> {
    return asset !== undefined && maySee(await caller(), asset.ownerId) ? asset : null
  }
  async function shownRack(id: string, { caller }: CallerContext): Promise<Rack | null> {
    return (await caller()).isAdmin ? (rackById.get(id) ?? null) : null
  }

  return createSubgraphSchema<CallerContext>(
    ASSETS_SDL,
    {
      Query: {
        asset: (_root, { tag }: { tag: string }, context) => shown(byTag.get(tag), context),
        racks: async (_root, _arguments, { caller }) => ((await caller()).isAdmin ? racks : []),
      },
      Asset: {
        owner: ({ ownerId }: Asset) => ({ id: ownerId }),
        rack: ({ rackId }: Asset, _arguments, context) => shownRack(rackId, context),
      },
      Rack: { hypervisors: ({ hypervisorIds }: Rack) => hypervisorIds.map((id) => ({ id })) },
      Project: {
        assets: async ({ id }: Entity, _arguments, { caller }) =>
          maySee(await caller(), id) ? (ofProject.get(id) ?? []) : [],
      },
      Hypervisor: { asset: ({ id }: Entity, _arguments, context) => shown(byHypervisor.get(id), context) },
      PciDevice: { asset: ({ id }: Entity, _arguments, context) => shown(byDevice.get(id), context) },
    },
    {
      Asset: ({ tag }, context) => shown(byTag.get(String(tag)), context),
      Rack: ({ id }, context) => shownRack(String(id), context),
      // What a router names exists elsewhere: here is only what belongs to it.
      Project: ({ id }) => ({ id }),
      Hypervisor: ({ id }) => ({ id }),
      PciDevice: ({ id }) => ({ id }),
    },
  )
}

type Entity = { readonly id: string }
