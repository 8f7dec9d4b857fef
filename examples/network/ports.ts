import type { Cloud, DemoDevice, DemoServer } from '../../src/demo/cloud.ts'
import { createRandom, type Random } from '../../src/demo/random.ts'

/** As Neutron has it, in this program's words. */
export type Port = {
  readonly id: string
  readonly name: string
  readonly macAddress: string
  readonly fixedAddresses: readonly string[]
  readonly vnicType: 'normal' | 'direct' | 'vdpa' | 'remote-managed'
  readonly networkId: string
  readonly projectId: string
  readonly serverId: string
  readonly hostId: string
  readonly bindingProfile: BindingProfile | null
}

export type BindingProfile = {
  readonly pciSlot: string
  readonly pciVendorInfo: string
  readonly physicalNetwork: string
}

export type Network = { readonly id: string; readonly name: string; readonly physicalNetwork: string | null }

export type Neutron = { readonly networks: readonly Network[]; readonly ports: readonly Port[] }

/**
 * What Neutron would have for a demo cloud: for every server that is on a host a port on the network that Nova shows among its addresses,
 * and a port for every device that Nova was asked for by a port, not by a flavor's alias: those on a physical network.
 */
export function neutronOf(cloud: Cloud): Neutron {
  const random = createRandom(1, 'neutron')
  const internal: Network = { id: random.uuid(), name: 'internal', physicalNetwork: null }
  const fabrics = new Map<string, Network>()
  const fabricOf = (name: string): Network => {
    const known = fabrics.get(name) ?? { id: random.uuid(), name: `sriov-${name}`, physicalNetwork: name }
    fabrics.set(name, known)
    return known
  }
  const ports = cloud.servers
    .filter(({ deletedAtMs }) => deletedAtMs === null)
    .flatMap((server) => [
      ...addressPort(server, internal, random),
      ...devicesOf(server).flatMap((device, index) => devicePort(server, device, index, fabricOf, random)),
    ])
  return { networks: [internal, ...fabrics.values()], ports }
}

function addressPort(server: DemoServer, network: Network, random: Random): Port[] {
  if (server.address === null || server.host === null) return []
  return [
    {
      id: random.uuid(),
      name: `${server.name}-eth0`,
      macAddress: server.address.mac,
      fixedAddresses: [server.address.ip],
      vnicType: 'normal',
      networkId: network.id,
      projectId: server.project.id,
      serverId: server.id,
      hostId: server.host.name,
      bindingProfile: null,
    },
  ]
}

/** On the host that it runs on. */
function devicesOf(server: DemoServer): readonly DemoDevice[] {
  return server.host?.devices.filter((device) => device.serverId === server.id && device.deletedAtMs === null) ?? []
}

function devicePort(
  server: DemoServer,
  { model, address, host }: DemoDevice,
  index: number,
  fabricOf: (physicalNetwork: string) => Network,
  random: Random,
): Port[] {
  if (model.physicalNetwork === undefined) return []
  return [
    {
      id: random.uuid(),
      name: `${server.name}-fabric${index}`,
      macAddress: `fa:16:3e:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`,
      fixedAddresses: [],
      vnicType: model.remoteManaged === true ? 'remote-managed' : model.type === 'vdpa' ? 'vdpa' : 'direct',
      networkId: fabricOf(model.physicalNetwork).id,
      projectId: server.project.id,
      serverId: server.id,
      hostId: host.name,
      bindingProfile: {
        pciSlot: address,
        pciVendorInfo: `${model.vendorId}:${model.productId}`,
        physicalNetwork: model.physicalNetwork,
      },
    },
  ]
}
