import { expectedDevice } from '../contract/expected-device.ts'
import { cellNode, productNode, vendorNode } from './expected-devices.ts'
import { hypervisorLinked } from './expected-hypervisors.ts'
import { expectedPage } from './expected-lists.ts'
import { projectNode, serverLinked } from './expected-servers.ts'
import { NULL, object, value, type Expectation } from './expectation.ts'
import type { Known } from './known.ts'

export const GROUPINGS = [
  'VENDOR',
  'PRODUCT',
  'TYPE',
  'STATUS',
  'NUMA_NODE',
  'HYPERVISOR',
  'CELL',
  'PROJECT',
  'SERVER',
] as const
type Grouping = (typeof GROUPINGS)[number]

type Key = Readonly<Record<string, string | number | null | undefined>>

/** All devices in groups, by rows. */
export function expectedGroups(by: Grouping, known: Known): Expectation {
  const groups = new Map<string, { key: Key; statuses: string[] }>()
  for (const row of known.truth.cell.devices) {
    const { vendorId, productId, type, status, numaNode, hypervisor, serverId, projectId } = expectedDevice(
      row,
      known.truth,
    )
    const keys: Record<Grouping, Key> = {
      VENDOR: { vendorId },
      PRODUCT: { vendorId, productId },
      TYPE: { type },
      STATUS: { status },
      NUMA_NODE: { numaNode },
      HYPERVISOR: { hypervisorId: hypervisor?.id ?? null },
      CELL: { cell: known.cell.name },
      PROJECT: { projectId },
      SERVER: { serverId },
    }
    const key = keys[by]
    const group = groups.get(JSON.stringify(key)) ?? { key, statuses: [] }
    group.statuses.push(status)
    groups.set(JSON.stringify(key), group)
  }
  const sorted = [...groups.values()].sort((a, b) => compare(Object.values(a.key), Object.values(b.key)))
  return expectedPage(
    sorted.map(
      ({ key, statuses }) =>
        () =>
          groupNode(key, statuses, known),
    ),
    sorted.length,
  )
}

function groupNode(key: Key, statuses: readonly string[], known: Known): Expectation {
  const text = (name: string): string | null => (typeof key[name] === 'string' ? key[name] : null)
  const given = (name: string, node: (of: string) => Expectation) => () => {
    const of = text(name)
    return of === null ? NULL : node(of)
  }
  const count = (...names: string[]) => value(statuses.filter((status) => names.includes(status)).length)
  return object(
    {
      vendorId: value(text('vendorId')),
      vendor: given('vendorId', vendorNode),
      productId: value(text('productId')),
      product: given('productId', (id) => productNode(String(key.vendorId), id)),
      type: value(text('type')),
      status: value(text('status')),
      numaNode: value(key.numaNode ?? null),
      hypervisorId: value(text('hypervisorId')),
      hypervisor: given('hypervisorId', (id) => hypervisorLinked(id, known)),
      cell: given('cell', () => cellNode(known)),
      projectId: value(text('projectId')),
      project: given('projectId', (id) => projectNode(id, known)),
      serverId: value(text('serverId')),
      server: given('serverId', (id) => serverLinked(id, known)),
      count: value(statuses.length),
      free: count('AVAILABLE'),
      claimed: count('CLAIMED'),
      allocated: count('ALLOCATED'),
      blocked: count('UNAVAILABLE', 'UNCLAIMABLE'),
    },
    'PciDeviceGroup',
  )
}

/** Null comes last. */
function compare(a: Key[string][], b: Key[string][]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index]
    if (left === right) continue
    if (left === null || left === undefined) return 1
    if (right === null || right === undefined) return -1
    return left < right ? -1 : 1
  }
  return 0
}
