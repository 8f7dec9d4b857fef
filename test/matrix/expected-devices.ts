import { expectedDevice } from '../contract/expected-device.ts'
import type { DeviceRow } from '../contract/truth/cell.ts'
import { hypervisorLinked } from './expected-hypervisors.ts'
import { projectNode, serverLinked } from './expected-servers.ts'
import { list, NULL, object, SOME, value, type Expectation } from './expectation.ts'
import { ours, ownerOf, whose, type Known } from './known.ts'
import { TOLD_TO_OWNERS } from './who-may.ts'

/** Devices that pass, by row. */
export function expectedDevices(passes: (row: DeviceRow) => boolean, known: Known): (() => Expectation)[] {
  return known.truth.cell.devices
    .filter(passes)
    .sort((a, b) => a.id - b.id)
    .map((row) => () => deviceNode(row, known))
}

/** A device that this caller has come by. */
export function deviceNode(row: DeviceRow, known: Known): Expectation {
  const { truth } = known
  const sameNode = (other: DeviceRow) => other.nodeId === row.nodeId
  const facts = expectedDevice(row, truth)
  const { vendorId, productId, serverId, projectId, slot, physicalFunction, ...others } = facts
  const all: Record<string, () => Expectation> = {
    ...Object.fromEntries(Object.entries(others).map(([name, of]) => [name, () => value(of)])),
    vendorId: () => value(vendorId),
    vendor: () => vendorNode(vendorId),
    productId: () => value(productId),
    product: () => productNode(vendorId, productId),
    serverId: () => value(serverId),
    server: () => (serverId === null ? NULL : serverLinked(serverId, known)),
    projectId: () => value(projectId),
    project: () => (projectId === null ? NULL : projectNode(projectId, known)),
    slot: () => object({ host: value(slot.host), address: value(slot.address) }),
    cell: () => cellNode(known),
    hypervisor: () => (row.nodeUuid === null ? NULL : hypervisorLinked(row.nodeUuid, known)),
    physicalFunction: () =>
      physicalFunction === null
        ? NULL
        : (expectedDevices((other) => sameNode(other) && other.address === row.parentAddress, known)[0]?.() ?? NULL),
    virtualFunctions: () =>
      list(
        expectedDevices(
          (other) => row.devType === 'type-PF' && sameNode(other) && other.parentAddress === row.address,
          known,
        ).map((device) => device()),
      ),
    observedAt: () => SOME,
    stale: () => SOME,
  }
  const guarded = Object.entries(all).map(([name, then]): [string, () => Expectation] => {
    if (TOLD_TO_OWNERS.includes(name)) return [name, then]
    // Routers ask for keys, people do not.
    if (name === 'slot') return [name, () => (whose(HOST_DETAILS, known) === 'all' ? then() : NULL)]
    return [name, () => ours(HOST_DETAILS, known, then)]
  })
  return object(
    Object.fromEntries(guarded),
    `PciDevice (${row.instanceUuid === null ? 'free' : ownerOf(row.ownerProjectId, known)})`,
  )
}

const HOST_DETAILS = 'pcigraph:device:host_details'

export function vendorNode(id: string): Expectation {
  return object({ id: value(id), name: SOME })
}

export function productNode(vendorId: string, id: string): Expectation {
  return object({ id: value(id), vendor: () => vendorNode(vendorId), name: SOME })
}

/** Its name and uuid are in whatever names it; its condition is for admins. */
export function cellNode(known: Known): Expectation {
  const { name, database } = known.cell
  const condition = (then: Expectation) => () => ours('pcigraph:cloud:cells', known, () => then)
  return object(
    {
      name: value(name),
      uuid: NULL,
      database: condition(value(database)),
      reachable: condition(value(true)),
      observedAt: condition(SOME),
    },
    'Cell',
  )
}
