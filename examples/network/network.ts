import { readFileSync } from 'node:fs'
import type { GraphQLSchema } from 'graphql'
import type { Cloud } from '../../src/demo/cloud.ts'
import { maySee, type Caller, type CallerContext } from '../subgraph/callers.ts'
import { createSubgraphSchema } from '../subgraph/subgraph-schema.ts'
import { neutronOf, type Network, type Port } from './ports.ts'

export const NETWORK_SDL = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8')

/**
 * Neutron's ports as a subgraph: a port names the device that it is plugged in by through where that sits, the one thing that Neutron
 * and Nova both know of it.
 */
export function createNetwork(cloud: Cloud): GraphQLSchema {
  const { ports, networks } = neutronOf(cloud)
  const portById = new Map(ports.map((port) => [port.id, port]))
  const networkById = new Map(networks.map((network) => [network.id, network]))
  const portsByServer = Map.groupBy(ports, ({ serverId }) => serverId)
  const portBySlot = new Map(
    ports.flatMap((port) => (port.bindingProfile ? [[keyOf(port.hostId, port.bindingProfile.pciSlot), port]] : [])),
  )

  async function findPort(id: unknown, { caller }: CallerContext): Promise<Port | null> {
    const port = portById.get(String(id))
    return port !== undefined && maySee(await caller(), port.projectId) ? port : null
  }

  return createSubgraphSchema<CallerContext>(
    NETWORK_SDL,
    {
      Query: {
        port: (_root, { id }: { id: string }, context) => findPort(id, context),
        ports: async (_root, { first }: { first: number }, { caller }) => {
          const asking = await caller()
          return ports.filter(({ projectId }) => maySee(asking, projectId)).slice(0, Math.max(first, 0))
        },
        networks: async (_root, _arguments, { caller }) => networksOf(await caller()),
      },
      Network: {
        physicalNetwork: async ({ physicalNetwork }: Network, _arguments, { caller }) =>
          (await caller()).isAdmin ? physicalNetwork : null,
      },
      Port: {
        network: ({ networkId }: Port) => networkById.get(networkId),
        server: ({ serverId }: Port) => ({ id: serverId }),
        hostId: forAdmins(({ hostId }) => hostId),
        bindingProfile: forAdmins(({ bindingProfile }) => bindingProfile),
        device: forAdmins(
          ({ hostId, bindingProfile }) => bindingProfile && { slot: { host: hostId, address: bindingProfile.pciSlot } },
        ),
      },
      Server: {
        ports: async ({ id }: { id: string }, _arguments, { caller }) => {
          const asking = await caller()
          return (portsByServer.get(id) ?? []).filter(({ projectId }) => maySee(asking, projectId))
        },
      },
      PciDevice: {
        port: async ({ slot }: { slot: Slot | null }, _arguments, { caller }) =>
          slot !== null && (await caller()).isAdmin ? portBySlot.get(keyOf(slot.host, slot.address)) : null,
      },
    },
    {
      Port: ({ id }, context) => findPort(id, context),
      Network: async ({ id }, { caller }) => networksOf(await caller()).find((network) => network.id === id) ?? null,
      // What a router names exists elsewhere: here is only what belongs to it.
      Server: ({ id }) => ({ id }),
      PciDevice: ({ slot }) => ({ slot }),
    },
  )

  function networksOf(caller: Caller): readonly Network[] {
    if (caller.isAdmin) return networks
    const own = new Set(ports.filter(({ projectId }) => maySee(caller, projectId)).map(({ networkId }) => networkId))
    return networks.filter(({ id }) => own.has(id))
  }
}

type Slot = { readonly host: string; readonly address: string }

/** Of where things are, Neutron tells admins alone. */
function forAdmins<Value>(read: (port: Port) => Value) {
  return async (port: Port, _arguments: unknown, { caller }: CallerContext): Promise<Value | null> =>
    (await caller()).isAdmin ? read(port) : null
}

function keyOf(host: string, address: string): string {
  return `${host}/${address.toLowerCase()}`
}
