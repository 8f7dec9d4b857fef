import { createHash } from 'node:crypto'
import type { Cloud, DemoDevice, DemoHost } from '../../src/demo/cloud.ts'

export type Asset = {
  readonly tag: string
  readonly serial: string
  /** A project's id. */
  readonly ownerId: string
  readonly rackId: string
}

export type Rack = { readonly id: string; readonly room: string; readonly hypervisorIds: readonly string[] }

/** What the people who buy hardware have in their list. */
export type Register = {
  readonly assets: readonly Asset[]
  readonly racks: readonly Rack[]
  readonly byTag: ReadonlyMap<string, Asset>
  /** By `Hypervisor.id`. */
  readonly byHypervisor: ReadonlyMap<string, Asset>
  /** By `PciDevice.id`. */
  readonly byDevice: ReadonlyMap<string, Asset>
}

const HOSTS_IN_A_RACK = 8
const RACKS_IN_A_ROOM = 4

/**
 * A register that fits a demo cloud. The operators bought the hosts; a card was bought by the project that alone has servers on it,
 * and else by the operators too.
 */
export function registerOf(cloud: Cloud): Register {
  const [operators] = cloud.projects
  if (operators === undefined) throw new Error('a demo cloud has a project of operators')
  const projectOf = new Map(cloud.servers.map((server) => [server.id, server.project.id]))
  const byHypervisor = new Map<string, Asset>()
  const byDevice = new Map<string, Asset>()

  cloud.hosts.forEach((host, index) => {
    const rackId = rackIdOf(index)
    byHypervisor.set(host.id, { tag: `H-${host.name}`, serial: serialOf(host.id), ownerId: operators.id, rackId })
    for (const functions of cardsOf(host)) {
      const card = describeCard(host, functions, projectOf, operators.id)
      for (const { uuid } of functions) if (uuid !== null) byDevice.set(uuid, { ...card, rackId })
    }
  })

  const byTag = new Map([...byHypervisor.values(), ...byDevice.values()].map((asset) => [asset.tag, asset]))
  const hostsByRack = Map.groupBy(cloud.hosts, (host) => rackIdOf(cloud.hosts.indexOf(host)))
  return {
    assets: [...byTag.values()],
    racks: [...hostsByRack].map(([id, hosts], index) => ({
      id,
      room: `room ${Math.floor(index / RACKS_IN_A_ROOM) + 1}`,
      hypervisorIds: hosts.map((host) => host.id),
    })),
    byTag,
    byHypervisor,
    byDevice,
  }
}

/** The functions of each card of a host. */
function cardsOf(host: DemoHost): readonly (readonly DemoDevice[])[] {
  const present = host.devices.filter(({ deletedAtMs }) => deletedAtMs === null)
  return [...Map.groupBy(present, ({ card }) => card.address).values()]
}

function describeCard(
  host: DemoHost,
  functions: readonly DemoDevice[],
  projectOf: ReadonlyMap<string, string>,
  operatorsId: string,
): Omit<Asset, 'rackId'> {
  const [first] = functions
  const slot = `${host.name}/${first?.card.address}`
  const users = new Set(functions.flatMap(({ serverId }) => projectOf.get(serverId ?? '') ?? []))
  const [only] = users
  return {
    tag: `C-${slot}`,
    serial: vitalSerialOf(first) ?? serialOf(slot),
    ownerId: users.size === 1 && only !== undefined ? only : operatorsId,
  }
}

/** As the card itself tells it, where it does: then the register and Nova agree. */
function vitalSerialOf(device: DemoDevice | undefined): string | null {
  return /"card_serial_number":"(\w+)"/.exec(device?.extraInfo.capabilities ?? '')?.[1] ?? null
}

function serialOf(what: string): string {
  return `SN${createHash('sha1').update(what).digest('hex').slice(0, 10).toUpperCase()}`
}

function rackIdOf(hostIndex: number): string {
  return `R${String(Math.floor(hostIndex / HOSTS_IN_A_RACK) + 1).padStart(2, '0')}`
}
