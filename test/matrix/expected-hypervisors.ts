import { z } from 'zod'
import { expectedHypervisor, expectedPools } from '../contract/expected-hypervisor.ts'
import type { DeviceRow } from '../contract/truth/cell.ts'
import type { AggregateBody, HypervisorBody, ServiceBody } from '../contract/truth/nova-body.ts'
import { expectedDevices, productNode, vendorNode } from './expected-devices.ts'
import { expectedPage } from './expected-lists.ts'
import { serverNode } from './expected-servers.ts'
import { json, list, NULL, object, SOME, value, type Expectation } from './expectation.ts'
import { ours, told, type Known } from './known.ts'

/** A hypervisor as os-hypervisors shows it to this caller. */
export function hypervisorNode(body: HypervisorBody, known: Known): Expectation {
  const { truth, view } = known
  const {
    service,
    availabilityZone,
    aggregates: _aggregates,
    pciDevices: _devices,
    servers: _servers,
    ...own
  } = expectedHypervisor(body, truth)
  const ofService = (pick: (found: ServiceBody | undefined) => Expectation) => () =>
    told(view.services, 'nova', (services) =>
      pick(services.find(({ binary, host }) => binary === 'nova-compute' && host === body.service.host)),
    )
  const { id, host, disabledReason, ...listed } = service
  return object(
    {
      ...Object.fromEntries(Object.entries(own).map(([name, of]) => [name, json(of)])),
      service: object({
        id: value(id),
        host: value(host),
        disabledReason: value(disabledReason),
        ...Object.fromEntries(Object.entries(listed).map(([name, of]) => [name, ofService(() => value(of))])),
        lastSeenAt: ofService((found) => (found?.updated_at ? SOME : NULL)),
      }),
      availabilityZone: ofService(() => value(availabilityZone)),
      aggregates: () =>
        told(view.aggregates, 'nova', (aggregates) =>
          list(
            aggregates
              .filter(({ hosts }) => hosts.includes(body.service.host))
              .map((aggregate) => aggregateNode(aggregate, known)),
          ),
        ),
      pciStats: () => ours('pcigraph:hypervisor:pci_stats', known, () => list(poolsOf(body, known))),
      pciDevices: () => ours('os_compute_api:os-pci:index', known, () => devicesOn(body.id, known)),
      servers: () =>
        told(view.serversOfAllProjects, 'nova', (servers) => {
          const here = servers.filter(
            (server) =>
              server['OS-EXT-SRV-ATTR:host'] === body.service.host &&
              server['OS-EXT-SRV-ATTR:hypervisor_hostname'] === body.hypervisor_hostname,
          )
          return expectedPage(
            here.map((server) => () => serverNode(server, known)),
            here.length,
          )
        }),
    },
    'Hypervisor',
  )
}

/** By its id, from something else that names it. */
export function hypervisorLinked(id: string, known: Known): Expectation {
  return findHypervisor((body) => body.id === id, known)
}

export function hypervisorNamed(hostname: string, known: Known): Expectation {
  return findHypervisor((body) => body.hypervisor_hostname === hostname, known)
}

function findHypervisor(is: (body: HypervisorBody) => boolean, known: Known): Expectation {
  return told(known.view.hypervisors, 'nova', (hypervisors) => {
    const body = hypervisors.find(is)
    return body === undefined ? NULL : hypervisorNode(body, known)
  })
}

function devicesOn(hypervisorId: string, known: Known): Expectation {
  const devices = expectedDevices(({ nodeUuid }) => nodeUuid === hypervisorId, known)
  return expectedPage(devices, devices.length)
}

function aggregateNode(aggregate: AggregateBody, known: Known): Expectation {
  const { id, uuid, name, availability_zone, hosts, metadata } = aggregate
  return object({
    id: value(uuid),
    databaseId: value(id),
    name: value(name),
    availabilityZone: value(availability_zone),
    hosts: value(hosts),
    metadata: list(Object.entries(metadata).map(([key, of]) => json({ key, value: of }))),
    hypervisors: () =>
      told(known.view.hypervisors, 'nova', (hypervisors) =>
        list(
          hypervisors.filter(({ service }) => hosts.includes(service.host)).map((body) => hypervisorNode(body, known)),
        ),
      ),
  })
}

const TYPES: Readonly<Record<string, string>> = { 'type-PCI': 'PCI', 'type-PF': 'PF', 'type-VF': 'VF', vdpa: 'VDPA' }

/** Nova's own pools; and what it keeps no pool for, since none of it is free, by rows. */
function poolsOf(body: HypervisorBody, known: Known): Expectation[] {
  const pools = expectedPools(body, known.truth)
  const rows = known.truth.cell.devices.filter(({ nodeUuid }) => nodeUuid === body.id)
  const isPooled = (row: DeviceRow) => pools.some((pool) => isOfPool(row, pool))
  // In the order of their first rows.
  const others = Map.groupBy(
    rows.filter((row) => !isPooled(row)).sort((a, b) => a.id - b.id),
    (row) => JSON.stringify([row.vendorId, row.productId, row.devType, row.numaNode, parentInterfaceOf(row)]),
  )
  const withoutPool = [...others.values()].map(poolOfRows)
  return [...pools, ...withoutPool].map(({ tags, typeText, vendorId, productId, ...counts }) =>
    object({
      ...Object.fromEntries(Object.entries(counts).map(([name, of]) => [name, value(of)])),
      vendorId: value(vendorId),
      vendor: vendorNode(vendorId),
      productId: value(productId),
      product: productNode(vendorId, productId),
      type: value(TYPES[typeText ?? ''] ?? null),
      typeText: value(typeText ?? null),
      tags: json(tags),
    }),
  )
}

type Pool = ReturnType<typeof expectedPools>[number]

function isOfPool(row: DeviceRow, { vendorId, productId, numaNode, typeText, tags }: Pool): boolean {
  const address = tags.find(({ key }) => key === 'address')?.value
  return (
    row.vendorId === vendorId &&
    row.productId === productId &&
    row.numaNode === numaNode &&
    row.devType === typeText &&
    (address === undefined || address === (row.parentAddress ?? row.address)) &&
    tags.every(({ key, value }) => key !== 'parent_ifname' || value === parentInterfaceOf(row))
  )
}

function poolOfRows(rows: readonly DeviceRow[]): Pool {
  const [row] = rows
  if (row === undefined) throw new Error('A pool has rows')
  const parentInterface = parentInterfaceOf(row)
  const count = (...statuses: string[]) => rows.filter(({ status }) => statuses.includes(status)).length
  return {
    vendorId: row.vendorId,
    productId: row.productId,
    numaNode: row.numaNode,
    typeText: row.devType,
    free: count('available'),
    tags: parentInterface === undefined ? [] : [{ key: 'parent_ifname', value: parentInterface }],
    total: rows.length,
    allocated: count('allocated'),
    claimed: count('claimed'),
    blocked: count('unavailable', 'unclaimable'),
  }
}

function parentInterfaceOf({ extraInfo }: DeviceRow): string | undefined {
  return z.looseObject({ parent_ifname: z.string().optional() }).parse(JSON.parse(extraInfo ?? '{}')).parent_ifname
}
