import type { DemoDevice, DemoHost } from './cloud.ts'
import { ALIASES, type DeviceModel } from './device-models.ts'
import type { DemoFlavor } from './flavors.ts'
import type { Order } from './host-models.ts'
import type { Random } from './random.ts'

/** One InstancePCIRequest: an alias of a flavor, or a Neutron port's device. */
export type DeviceRequest = { readonly models: readonly DeviceModel[]; readonly count: number }

export function requestsOf(flavor: DemoFlavor, ports?: Order['ports']): DeviceRequest[] {
  const requests: DeviceRequest[] = flavor.aliases.map(({ name, count }) => ({ models: ALIASES[name] ?? [], count }))
  if (ports !== undefined) requests.push({ models: [ports.model], count: ports.count })
  return requests
}

/** Picks free devices for every request. Null: the host has too few. */
export function pickDevices(host: DemoHost, requests: readonly DeviceRequest[]): DemoDevice[][] | null {
  const taken = new Set<DemoDevice>()
  const picked: DemoDevice[][] = []
  for (const request of requests) {
    const found: DemoDevice[] = []
    for (const device of host.devices) {
      if (found.length === request.count) break
      if (device.status !== 'available' || taken.has(device) || !request.models.includes(device.model)) continue
      found.push(device)
      taken.add(device)
    }
    if (found.length < request.count) return null
    picked.push(found)
  }
  return picked
}

/** Gives the devices to a server, and blocks their relatives, as nova-compute does. */
export function take(
  picked: readonly (readonly DemoDevice[])[],
  serverId: string,
  status: 'claimed' | 'allocated',
  random: Random | null,
): void {
  for (const devices of picked) {
    const requestId = random === null ? null : random.uuid()
    for (const device of devices) {
      device.status = status
      device.serverId = serverId
      device.requestId = requestId
      blockRelatives(device, status === 'claimed' ? 'unclaimable' : 'unavailable')
    }
  }
}

function blockRelatives(device: DemoDevice, status: 'unclaimable' | 'unavailable'): void {
  // A family of which only one generation is on offer has nothing to block.
  if (device.card.physical === null || device.card.split === undefined) return
  for (const relative of device.host.devices) {
    const isRelative =
      device.parentAddress === null
        ? relative.parentAddress === device.address
        : relative.address === device.parentAddress
    if (isRelative && relative.serverId === null) relative.status = status
  }
}
