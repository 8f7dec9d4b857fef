import type { DemoDevice, DemoHost, DemoRelease } from './cloud.ts'
import { providerIdOf } from './provider-id.ts'

/**
 * `compute_nodes.pci_stats` as that release writes it: free devices counted by what makes them equal, in the envelope of
 * PciDevicePoolList. From 2023.1 on every physical function has a pool of its own.
 */
export function pciStatsOf(host: DemoHost, release: DemoRelease): string {
  const pools = new Map<string, { tags: Record<string, string>; device: DemoDevice; count: number }>()
  for (const device of host.devices) {
    if (device.deletedAtMs !== null) continue
    // Pools were made anew, of free devices only, when nova-compute was restarted.
    if (host.wasRestarted && device.status !== 'available') continue
    const tags = tagsOf(device, release)
    const key = JSON.stringify([device.model.vendorId, device.model.productId, device.card.numaNode, tags])
    const pool = pools.get(key) ?? { tags, device, count: 0 }
    if (device.status === 'available') pool.count++
    pools.set(key, pool)
  }
  return JSON.stringify(
    envelope('PciDevicePoolList', ['objects'], {
      objects: [...pools.values()].map(({ tags, device, count }) =>
        envelope('PciDevicePool', ['count', 'numa_node', 'tags', 'vendor_id', 'product_id'], {
          product_id: device.model.productId,
          vendor_id: device.model.vendorId,
          numa_node: device.card.numaNode,
          tags,
          count,
        }),
      ),
    }),
  )
}

function envelope(name: string, changes: readonly string[], data: object): object {
  return {
    'nova_object.name': name,
    'nova_object.namespace': 'nova',
    'nova_object.version': '1.1',
    'nova_object.data': data,
    'nova_object.changes': changes,
  }
}

function tagsOf(device: DemoDevice, release: DemoRelease): Record<string, string> {
  const { model, host } = device
  const tags: Record<string, string> = { dev_type: model.type }
  if (release === '2.100') tags.address = device.parentAddress ?? device.address
  const parentInterface = device.extraInfo.parent_ifname
  if (parentInterface !== undefined) tags.parent_ifname = parentInterface
  if (model.physicalNetwork !== undefined) tags.physical_network = model.physicalNetwork
  if (release === '2.93' && model.traits !== undefined) tags.traits = model.traits
  if (release === '2.93' && model.resourceClass !== undefined) tags.resource_class = model.resourceClass
  if (release !== '2.87' && model.type !== 'type-PCI') tags.remote_managed = String(model.remoteManaged === true)
  if (release === '2.100' && isInPlacement(device)) {
    tags.rp_uuid = providerIdOf(host, device.parentAddress ?? device.address)
  }
  return tags
}

export function isInPlacement(device: DemoDevice): boolean {
  return device.host.model.inPlacement && device.model.physicalNetwork === undefined && device.deletedAtMs === null
}
