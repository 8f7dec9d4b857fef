import type { DemoDevice, DemoHost, DemoRelease } from './cloud.ts'
import type { DeviceModel } from './device-models.ts'
import { DOMAIN, RACKS, extraCard, type Card } from './host-models.ts'
import { createRandom, type Random } from './random.ts'

/** Hosts were racked on this day, and their devices found. */
const RACKED_AT_MS = Date.UTC(2026, 1, 2, 9)

/**
 * Hosts with their devices, all free.
 * @param devices how many in all, to the device; null: what the racks hold.
 */
export function seedHosts(options: {
  readonly seed: number
  readonly release: DemoRelease
  readonly cells: readonly string[]
  readonly hypervisors: number
  readonly devices: number | null
}): DemoHost[] {
  const hosts = rackHosts(options.seed, options.cells, options.hypervisors)
  const random = createRandom(options.seed, 'cards')
  for (const host of hosts) for (const card of host.model.cards) plugIn(host, card, options.release, random)
  if (options.devices !== null) fitDevices(hosts, options.devices, options.release, random)
  return hosts
}

function rackHosts(seed: number, cells: readonly string[], count: number): DemoHost[] {
  const random = createRandom(seed, 'hosts')
  const numbers = new Map<string, number>()
  return Array.from({ length: count }, (_, index) => {
    const model = RACKS[index % RACKS.length]
    const cell = cells[index % cells.length]
    if (model === undefined || cell === undefined) throw new Error('a demo cloud has at least one cell')
    const number = (numbers.get(model.prefix) ?? 0) + 1
    numbers.set(model.prefix, number)
    const name = `${model.prefix}${String(number).padStart(2, '0')}`
    const databaseId = Math.floor(index / cells.length) + 1
    return {
      id: random.uuid(),
      databaseId,
      cell,
      name,
      hypervisorHostname: model.hasFullName ? `${name}.${DOMAIN}` : name,
      ip: `10.20.${index >> 8}.${index & 255}`,
      model,
      // Rows 1 and 2 are the conductor and the scheduler.
      service: { id: random.uuid(), databaseId: databaseId + 2, isDown: false, disabledReason: null },
      wasRestarted: number % 2 === 1,
      devices: [],
      servers: [],
      halfway: [],
    }
  })
}

/** Takes out or plugs in, host by host, until the cloud has as many devices as were asked for. */
function fitDevices(hosts: readonly DemoHost[], wanted: number, release: DemoRelease, random: Random): void {
  let count = hosts.reduce((sum, host) => sum + host.devices.length, 0)
  while (count > wanted) {
    for (const host of hosts.toReversed()) {
      if (count > wanted && host.devices.pop() !== undefined) count--
    }
  }
  const extensible = hosts.filter((host) => host.model.cards.length > 0)
  const growing = extensible.length > 0 ? extensible : hosts
  for (let index = 0; count < wanted; index++) {
    for (const host of growing) {
      const before = host.devices.length
      if (count < wanted) plugIn(host, extraCard(index), release, random, wanted - count)
      count += host.devices.length - before
    }
  }
}

function plugIn(host: DemoHost, card: Card, release: DemoRelease, random: Random, atMost = Infinity): void {
  const serialNumber = card.hasSerialNumber ? `MT${random.hex(10).toUpperCase()}` : null
  const mac = `08:c0:eb:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`
  const functions: Pick<DemoDevice, 'model' | 'address' | 'parentAddress' | 'extraInfo'>[] = []
  if (card.physical !== null) {
    functions.push({
      model: card.physical,
      address: card.address,
      parentAddress: null,
      extraInfo: describe(card.physical, release, { mac: card.split === undefined ? null : mac, serialNumber }),
    })
  }
  for (let number = 1; number <= (card.split?.count ?? 0); number++) {
    const model = card.split?.model
    if (model === undefined || functions.length >= atMost) break
    const parentInterface = card.split?.interface ?? null
    functions.push({
      model,
      address: `${card.address.slice(0, -4)}${(number >> 3).toString(16).padStart(2, '0')}.${number & 7}`,
      parentAddress: card.address,
      extraInfo: describe(model, release, { mac, serialNumber, parentInterface, virtualFunction: number - 1 }),
    })
  }
  for (const each of functions) {
    host.devices.push({
      ...each,
      databaseId: 0,
      uuid: random.uuid(),
      host,
      card,
      status: 'available',
      serverId: null,
      requestId: null,
      createdAtMs: RACKED_AT_MS + host.databaseId * 60_000,
      updatedAtMs: null,
      deletedAtMs: null,
    })
  }
}

/** `extra_info` as nova-compute writes it: every value a text, nested data as JSON in a text. */
function describe(
  model: DeviceModel,
  release: DemoRelease,
  facts: {
    readonly mac: string | null
    readonly serialNumber: string | null
    readonly parentInterface?: string | null
    readonly virtualFunction?: number
  },
): Record<string, string> {
  const info: Record<string, string> = {}
  const capabilities: Record<string, unknown> = {}
  if (facts.parentInterface) {
    info.parent_ifname = facts.parentInterface
    capabilities.network = ['rx', 'tx', 'sg', 'tso', 'gso', 'gro', 'rxvlan', 'txvlan']
    if (model.remoteManaged) capabilities.sriov = { pf_mac_address: facts.mac, vf_num: facts.virtualFunction }
  }
  if (facts.serialNumber !== null) capabilities.vpd = { card_serial_number: facts.serialNumber }
  if (Object.keys(capabilities).length > 0) info.capabilities = JSON.stringify(capabilities)
  if (facts.mac !== null && model.type === 'type-PF') info.mac_address = facts.mac
  if (release === '2.100') {
    info.managed = 'true'
    if (model.type === 'type-VF') info.live_migratable = String(model.productId === '101e')
  }
  return info
}
