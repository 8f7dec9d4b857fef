import type { Cloud, DemoDevice, DemoHost, DemoServer } from '../../src/demo/cloud.ts'
import type { Choices } from './choices.ts'
import { watchedDevices } from './pool.ts'

/**
 * One thing that happens in the cloud and is none of alice's business, in words that can be written down: ids of what it happens to,
 * and a number for what comes of it. What is not there any more when it happens is let be.
 */
export type Mutation =
  | {
      readonly change: 'boot'
      readonly id: string
      readonly like: string
      readonly on: string
      readonly devices: number
    }
  | {
      readonly change: 'delete' | 'purge' | 'rename' | 'fail' | 'retag' | 'shelve'
      readonly server: string
      readonly to: string
    }
  | { readonly change: 'resize'; readonly server: string; readonly flavor: string }
  | { readonly change: 'migrate'; readonly server: string; readonly on: string }
  | { readonly change: 'give'; readonly device: string; readonly server: string | null }
  | { readonly change: 'status'; readonly device: string; readonly to: DemoDevice['status'] }
  | { readonly change: 'details'; readonly device: string; readonly to: number }
  | { readonly change: 'take out'; readonly device: string }
  | { readonly change: 'put in'; readonly like: string; readonly id: string; readonly address: string }
  | { readonly change: 'host'; readonly host: string; readonly isDown: boolean; readonly disabled: string | null }
  | { readonly change: 'aggregate'; readonly name: string; readonly host: string; readonly to: string }
  | { readonly change: 'private flavor'; readonly id: string; readonly to: string }

/** What alice is shown of her own devices' hosts decides what may be done to them behind her back. */
export type Reserve = { readonly projectId: string; readonly seesHosts: boolean }

const STATUSES = ['available', 'claimed', 'allocated', 'unavailable', 'unclaimable'] as const

/** Something that may happen to the things of others, and to what is hidden of hers. */
export function randomMutation(cloud: Cloud, reserve: Reserve, choices: Choices): Mutation {
  const others = cloud.servers.filter(({ project }) => project.id !== reserve.projectId)
  const own = new Set(cloud.servers.filter((server) => !others.includes(server)).map(({ id }) => id))
  const devices = cloud.hosts.flatMap((host) => host.devices)
  const isOwn = ({ serverId }: DemoDevice) => serverId !== null && own.has(serverId)
  const ofOthers = devices.filter((device) => !isOwn(device) && device.uuid !== null)
  // What is hidden of her own is the nearest to what she is shown.
  const hidden = reserve.seesHosts ? ofOthers : devices.filter((device) => isOwn(device) && device.uuid !== null)
  const hosts = reserve.seesHosts ? cloud.hosts.filter((host) => !host.devices.some(isOwn)) : cloud.hosts
  const server = () => choices.pick(others).id
  const host = () => choices.pick(cloud.hosts).name
  const watched = watchedDevices(cloud, reserve.projectId)
  const device = (from = choices.chance(70) ? watched : ofOthers) => choices.pick(from).uuid ?? ''
  const word = () => `w${choices.int(1000)}`
  const id = () => `00000000-0000-4000-8000-${String(1 + choices.int(60_000)).padStart(12, '0')}`

  const makers: readonly (() => Mutation)[] = [
    () => ({ change: 'delete', server: server(), to: word() }),
    () => ({ change: 'boot', id: id(), like: server(), on: host(), devices: choices.int(4) }),
    () => ({ change: 'rename', server: server(), to: choices.chance(50) ? word() : choices.pick(cloud.servers).name }),
    () => ({ change: 'give', device: device(), server: choices.chance(70) ? server() : null }),
    () => ({ change: 'status', device: device(), to: choices.pick(STATUSES) }),
    () => ({ change: 'details', device: device(choices.chance(60) ? hidden : ofOthers), to: choices.int(1000) }),
    () => ({ change: 'take out', device: device() }),
    () => ({ change: 'put in', like: device(), id: id(), address: `0000:f${choices.int(10)}:0${choices.int(10)}.0` }),
    () => ({
      change: 'host',
      host: choices.pick(hosts).name,
      isDown: choices.chance(50),
      disabled: choices.chance(50) ? word() : null,
    }),
    () => ({ change: 'resize', server: server(), flavor: choices.pick(cloud.flavors).id }),
    () => ({ change: 'migrate', server: server(), on: host() }),
    () => ({ change: choices.pick(['fail', 'retag', 'shelve', 'purge']), server: server(), to: word() }),
    () => ({ change: 'aggregate', name: choices.pick(cloud.aggregates).name, host: host(), to: word() }),
    () => ({ change: 'private flavor', id: id(), to: word() }),
  ]
  return choices.pick(makers)()
}

/** Lets it happen. For the inside of `demo.change`. */
export function applyMutation(cloud: Cloud, mutation: Mutation): void {
  const host = (name: string) => cloud.hosts.find((each) => each.name === name)
  switch (mutation.change) {
    case 'boot':
      boot(cloud, mutation, host(mutation.on))
      break
    case 'delete':
      replaceServer(cloud, mutation.server, (server) => ({ ...server, deletedAtMs: LATELY_MS, status: 'DELETED' }))
      giveDevices(cloud, mutation.server, null)
      break
    case 'purge':
      replaceServer(cloud, mutation.server, () => null)
      break
    case 'rename':
      replaceServer(cloud, mutation.server, (server) => ({ ...server, name: mutation.to, updatedAtMs: LATELY_MS }))
      break
    case 'fail':
      replaceServer(cloud, mutation.server, (server) => {
        const message = `Build of instance ${server.id} aborted on ${server.host?.name ?? 'no host'}: ${mutation.to}`
        return { ...server, status: 'ERROR', vmState: 'error', fault: { code: 500, message } }
      })
      break
    case 'retag':
      replaceServer(cloud, mutation.server, (server) => ({
        ...server,
        tags: [mutation.to],
        metadata: { secret: mutation.to },
        description: mutation.to,
        keyName: mutation.to,
        lockedReason: mutation.to,
      }))
      break
    case 'shelve':
      replaceServer(cloud, mutation.server, (server) => ({ ...server, status: 'SHELVED_OFFLOADED', host: null }))
      giveDevices(cloud, mutation.server, null)
      break
    case 'resize':
      replaceServer(cloud, mutation.server, (server) => ({
        ...server,
        flavor: cloud.flavors.find(({ id }) => id === mutation.flavor) ?? server.flavor,
      }))
      break
    case 'migrate':
      replaceServer(cloud, mutation.server, (server) => {
        const target = host(mutation.on)
        if (target === undefined) return server
        return target.cell === server.cell ? { ...server, host: target } : server
      })
      break
    case 'host':
      changeHost(host(mutation.host), mutation)
      break
    case 'aggregate':
      changeAggregate(cloud, mutation, host(mutation.host))
      break
    case 'private flavor':
      changePrivateFlavor(cloud, mutation)
      break
    case 'give':
    case 'status':
    case 'details':
    case 'take out':
    case 'put in':
      changeDevice(cloud, mutation)
  }
}

/** After everything that the demo cloud begins with. */
const LATELY_MS = Date.UTC(2026, 9, 10)

function boot(cloud: Cloud, { id, like, devices }: Extract<Mutation, { change: 'boot' }>, host?: DemoHost): void {
  const model = cloud.servers.find((server) => server.id === like)
  if (model === undefined || host === undefined || cloud.servers.some((server) => server.id === id)) return
  const ids = cloud.servers.filter(({ cell }) => cell === host.cell).map(({ databaseId }) => databaseId)
  const server: DemoServer = {
    ...model,
    id,
    databaseId: Math.max(0, ...ids) + 1,
    host,
    cell: host.cell,
    status: 'ACTIVE',
    createdAtMs: LATELY_MS,
    updatedAtMs: LATELY_MS,
    deletedAtMs: null,
  }
  cloud.servers.push(server)
  host.servers.push(server)
  for (const device of host.devices.filter(({ status }) => status === 'available').slice(0, devices)) {
    device.status = 'allocated'
    device.serverId = id
    device.updatedAtMs = LATELY_MS
  }
}

/** In the list, and on the hosts that it leaves and comes to. */
function replaceServer(cloud: Cloud, id: string, change: (server: DemoServer) => DemoServer | null): void {
  const place = cloud.servers.findIndex((server) => server.id === id)
  const old = cloud.servers[place]
  if (old === undefined) return
  const changed = change(old)
  cloud.servers.splice(place, 1, ...(changed === null ? [] : [changed]))
  for (const host of cloud.hosts) {
    const at = host.servers.indexOf(old)
    if (at >= 0) host.servers.splice(at, 1)
    if (changed?.host === host && changed.deletedAtMs === null) host.servers.push(changed)
  }
}

function giveDevices(cloud: Cloud, from: string, to: string | null): void {
  for (const device of cloud.hosts.flatMap((host) => host.devices)) {
    if (device.serverId === from) give(device, to)
  }
}

function give(device: DemoDevice, to: string | null): void {
  device.serverId = to
  device.status = to === null ? 'available' : 'allocated'
  device.updatedAtMs = LATELY_MS
}

function changeHost(host: DemoHost | undefined, { isDown, disabled }: Extract<Mutation, { change: 'host' }>): void {
  if (host === undefined) return
  host.service.isDown = isDown
  host.service.disabledReason = disabled
}

function changeAggregate(
  cloud: Cloud,
  { name, to }: Extract<Mutation, { change: 'aggregate' }>,
  host: DemoHost | undefined,
): void {
  const place = cloud.aggregates.findIndex((aggregate) => aggregate.name === name)
  const old = cloud.aggregates[place]
  if (old === undefined || host === undefined) return
  // Its zone stays: that of a server is for its owner to see.
  cloud.aggregates[place] = { ...old, name: to, metadata: { ...old.metadata, secret: to }, hosts: [...old.hosts, host] }
}

function changePrivateFlavor(cloud: Cloud, { id, to }: Extract<Mutation, { change: 'private flavor' }>): void {
  const model = cloud.flavors.find(({ isPublic }) => !isPublic)
  if (model === undefined || cloud.flavors.some((flavor) => flavor.id === id)) return
  const databaseId = Math.max(...cloud.flavors.map((flavor) => flavor.databaseId)) + 1
  cloud.flavors.push({ ...model, id, databaseId, name: to, description: to, extraSpecs: { secret: to } })
}

function changeDevice(cloud: Cloud, mutation: Extract<Mutation, { device: string } | { change: 'put in' }>): void {
  const id = mutation.change === 'put in' ? mutation.like : mutation.device
  const host = cloud.hosts.find(({ devices }) => devices.some(({ uuid }) => uuid === id))
  const device = host?.devices.find(({ uuid }) => uuid === id)
  if (host === undefined || device === undefined) return
  switch (mutation.change) {
    case 'give':
      if (mutation.server === null || cloud.servers.some((server) => server.id === mutation.server)) {
        give(device, mutation.server)
      }
      break
    case 'status':
      device.status = mutation.to
      break
    case 'details':
      host.devices[host.devices.indexOf(device)] = {
        ...device,
        card: { ...device.card, numaNode: mutation.to % 4 },
        extraInfo: { ...device.extraInfo, secret: String(mutation.to) },
        requestId: mutation.to % 2 === 0 ? null : device.requestId,
        updatedAtMs: LATELY_MS + mutation.to * 1000,
      }
      break
    case 'take out':
      device.deletedAtMs ??= LATELY_MS
      break
    case 'put in':
      putIn(cloud, host, device, mutation)
  }
}

function putIn(
  cloud: Cloud,
  host: DemoHost,
  like: DemoDevice,
  { id, address }: Extract<Mutation, { change: 'put in' }>,
): void {
  const devices = cloud.hosts.filter(({ cell }) => cell === host.cell).flatMap((each) => each.devices)
  if (cloud.hosts.some((each) => each.devices.some(({ uuid }) => uuid === id))) return
  if (host.devices.some((device) => device.address === address)) return
  const databaseId = Math.max(...devices.map((device) => device.databaseId)) + 1
  host.devices.push({
    ...like,
    databaseId,
    uuid: id,
    address,
    status: 'available',
    serverId: null,
    requestId: null,
    createdAtMs: LATELY_MS,
    deletedAtMs: null,
  })
}
