import type { Cloud, DemoDevice } from '../../src/demo/cloud.ts'
import { locationIdOf } from '../../src/model/device-location-id.ts'
import type { Choices } from './choices.ts'

/** What arguments can be: things of one's own, of others and of nobody, by the names that the graph has for them. */
export type Pool = {
  /** Ids of objects, by the type that they are of. */
  readonly ids: Readonly<Record<string, Whose>>
  /** Other words, by a part of the argument's name that asks for them. */
  readonly words: Readonly<Record<string, readonly string[]>>
  readonly numbers: readonly number[]
  readonly times: readonly string[]
  readonly slots: readonly { readonly host: string; readonly address: string }[]
}

export type Whose = { readonly own: readonly string[]; readonly others: readonly string[] }

/** Of nobody, and one that is no UUID. */
const NOBODYS = ['00000000-0000-4000-8000-000000000000', 'deadbeef-dead-5eef-8ead-deadbeefdead', 'nothing']

export function anyId({ ids }: Pool, type: string | undefined, choices: Choices): string {
  const kind =
    type !== undefined && ids[type] !== undefined && !choices.chance(10) ? type : choices.pick(Object.keys(ids))
  const { own, others } = ids[kind] ?? { own: [], others: [] }
  const from = choices.pick([own, own, own, own, others, others, NOBODYS].filter((list) => list.length > 0))
  const id = choices.pick(from)
  return choices.chance(3) ? id.toUpperCase() : id
}

/** Built from what there is when the demo cloud starts, which is the same each time: the words of a counter-example stay good. */
export function poolOf(cloud: Cloud, ownProjectId: string): Pool {
  const isOwn = new Set(cloud.servers.filter(({ project }) => project.id === ownProjectId).map(({ id }) => id))
  const devices = cloud.hosts.flatMap((host) => host.devices)
  const watched = watchedDevices(cloud, ownProjectId)
  const places = devices.map((device) => {
    const { host, address } = device
    return {
      id: locationIdOf({ cell: host.cell, address, node: { databaseId: host.databaseId, hypervisorId: host.id } }),
      isOwn: device.serverId !== null && isOwn.has(device.serverId),
    }
  })
  const deviceIds = [
    ...watched.map(({ uuid }) => ({ id: uuid ?? '', isOwn: false })),
    ...devices.flatMap(({ uuid, serverId }) =>
      uuid !== null && serverId !== null && isOwn.has(serverId) ? [{ id: uuid, isOwn: true }] : [],
    ),
  ]
  const everyday = ['', 'a', '01', 'no such']
  return {
    ids: {
      Server: divide(cloud.servers.map(({ id }) => ({ id, isOwn: isOwn.has(id) }))),
      PciDevice: divide([...deviceIds, ...places.filter((_, index) => index % 20 === 0)]),
      Hypervisor: divide(cloud.hosts.map(({ id }) => ({ id, isOwn: false }))),
      Project: divide(cloud.projects.map(({ id }) => ({ id, isOwn: id === ownProjectId }))),
      Flavor: divide(cloud.flavors.map(({ id, isPublic }) => ({ id, isOwn: isPublic }))),
      User: divide(cloud.users.map(({ id }) => ({ id, isOwn: false }))),
      Image: { own: [cloud.imageId], others: [] },
      Vendor: { own: unique(devices.map(({ model }) => model.vendorId)), others: ['ffff'] },
      Product: { own: unique(devices.map(({ model }) => model.productId)), others: ['ffff'] },
    },
    words: {
      hostname: [...cloud.hosts.map(({ hypervisorHostname }) => hypervisorHostname), ...everyday],
      host: [...cloud.hosts.map(({ name }) => name), ...everyday],
      address: [...unique(devices.map(({ address }) => address)), '0000:', ...everyday],
      name: [...unique(cloud.servers.map(({ name }) => name)), ...everyday],
      zone: [...unique(cloud.hosts.map(({ model }) => model.zone)), 'nova'],
      label: [...unique(devices.map(({ model }) => `label_${model.vendorId}_${model.productId}`)), 'label_'],
      tags: ['batch', 'keep', 'nightly', 'no such'],
      cell: [...cloud.cells, 'cell', 'cell9'],
    },
    numbers: [0, 1, 2, 3, 5, 8, 40, 200, -1],
    times: ['2026-03-02T08:00:00Z', '2026-06-15T12:00:00Z', '2026-09-28T16:00:00Z', '2027-01-01T00:00:00.000Z'],
    slots: devices.filter((_, index) => index % 7 === 0).map(({ host, address }) => ({ host: host.name, address })),
  }
}

/** Those of others' devices that are asked for and changed more than others: among hundreds, the two would seldom meet. */
export function watchedDevices(cloud: Cloud, ownProjectId: string): DemoDevice[] {
  const isOwn = new Set(cloud.servers.filter(({ project }) => project.id === ownProjectId).map(({ id }) => id))
  return cloud.hosts
    .flatMap((host) => host.devices)
    .filter(({ uuid, serverId }) => uuid !== null && (serverId === null || !isOwn.has(serverId)))
    .filter((_, index) => index % 12 === 0)
}

function divide(objects: readonly { readonly id: string; readonly isOwn: boolean }[]): Whose {
  return {
    own: objects.filter(({ isOwn }) => isOwn).map(({ id }) => id),
    others: objects.filter(({ isOwn }) => !isOwn).map(({ id }) => id),
  }
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)]
}
