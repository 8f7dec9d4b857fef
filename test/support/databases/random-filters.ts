import fc from 'fast-check'
import { locationIdOf } from '../../../src/model/device-location-id.ts'
import { PCI_DEVICE_ORDER_FIELDS } from '../../../src/model/pci-device-filter.ts'
import type { PciDeviceFilter, PciDeviceOrder } from '../../../src/model/pci-device-filter.ts'
import { PCI_DEVICE_STATUSES } from '../../../src/model/pci-device.ts'
import type { PciDevice } from '../../../src/model/pci-device.ts'

/** Filters of every shape, mostly about values that some of the devices have. */
export function randomFilter(devices: readonly PciDevice[]): fc.Arbitrary<PciDeviceFilter> {
  const valuesOf = <Value>(read: (device: PciDevice) => Value | null | undefined): Value[] => [
    ...new Set(devices.map(read).filter((value) => value !== null && value !== undefined)),
  ]
  const text = (read: (device: PciDevice) => string | null | undefined) => textCondition(valuesOf(read))
  const id = (read: (device: PciDevice) => string | null | undefined) => idCondition(valuesOf(read))
  const leaf: fc.Arbitrary<PciDeviceFilter> = fc.oneof(
    fc.constant({}),
    fc.record({
      id: fc.oneof(
        id((device) => device.id),
        id(locationIdOf),
      ),
    }),
    fc.record({ databaseId: numberCondition(valuesOf((device) => device.databaseId)) }),
    fc.record({ cell: text((device) => device.cell) }),
    fc.record({ address: text((device) => device.address) }),
    fc.record({ parentAddress: text((device) => device.parentAddress) }),
    fc.record({ vendorId: id((device) => device.vendorId), productId: id((device) => device.productId) }),
    fc.record({ label: text((device) => device.label) }),
    fc.record({ type: setCondition(fc.constantFrom('PCI', 'PF', 'VF', 'VDPA', 'UNRECOGNIZED')) }),
    fc.record({ status: setCondition(fc.constantFrom(...PCI_DEVICE_STATUSES, 'unrecognized')) }),
    fc.record({ numaNode: numberCondition([0, 1, 3]) }),
    fc.record({ host: text((device) => device.node.host) }),
    fc.record({ hypervisorId: id((device) => device.node.hypervisorId) }),
    fc.record({ hypervisorHostname: text((device) => device.node.hypervisorHostname) }),
    fc.record({ hypervisorDatabaseId: numberCondition(valuesOf((device) => device.node.databaseId)) }),
    fc.record({ serverId: id((device) => device.serverId) }),
    fc.record({ projectId: id((device) => device.owner?.projectId) }),
    fc.record({ onServerHost: fc.boolean() }),
    fc.record({ createdAt: timeCondition(valuesOf((device) => device.createdAt)) }),
    fc.record({ updatedAt: timeCondition(valuesOf((device) => device.updatedAt)) }),
  )
  const { filter } = fc.letrec<{ filter: PciDeviceFilter }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.record({ not: tie('filter') }),
      fc.record({ and: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.record({ or: fc.array(tie('filter'), { maxLength: 3 }) }),
      fc.tuple(leaf, tie('filter')).map(([own, not]) => ({ ...own, not })),
    ),
  }))
  return filter
}

export const randomOrder: fc.Arbitrary<PciDeviceOrder | null> = fc.option(
  fc.record({ field: fc.constantFrom(...PCI_DEVICE_ORDER_FIELDS), direction: fc.constantFrom('asc', 'desc') }),
)

const some = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 4 })

function setCondition<Value>(value: fc.Arbitrary<Value>) {
  return fc.record({ eq: value, ne: value, in: some(value), notIn: some(value) }, { requiredKeys: [] }).filter(isShort)
}

function textCondition(values: readonly string[]) {
  const value = textValue(values)
  const part = value.chain((whole) =>
    fc.tuple(fc.nat(whole.length), fc.nat(whole.length)).map(([from, to]) => whole.slice(from, to)),
  )
  return fc
    .record(
      {
        eq: value,
        ne: value,
        in: some(value),
        notIn: some(value),
        contains: part,
        startsWith: part,
        isNull: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    .filter(isShort)
}

function idCondition(values: readonly string[]) {
  const value = textValue(values)
  return fc
    .record({ eq: value, ne: value, in: some(value), notIn: some(value), isNull: fc.boolean() }, { requiredKeys: [] })
    .filter(isShort)
}

/** Also in the other case, with a space, with what is special in LIKE, and with a NUL, which PostgreSQL cannot hold. */
function textValue(values: readonly string[]) {
  const value = fc.constantFrom(...values, '')
  return fc.oneof(
    { weight: 6, arbitrary: value },
    value.map((text) => text.toUpperCase()),
    value.map((text) => `${text} `),
    fc.constantFrom('%', '_', '\\', "'", '"', '\0', '\ud800', '😀', 'ä', 'Ä'),
  )
}

function numberCondition(values: readonly number[]) {
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...values) },
    fc.constantFrom(-1, 2, 1.5, 2 ** 31, -(2 ** 40), 1e300),
  )
  return fc
    .record(
      {
        eq: value,
        ne: value,
        in: some(value),
        notIn: some(value),
        lt: value,
        lte: value,
        gt: value,
        gte: value,
        isNull: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    .filter(isShort)
}

function timeCondition(values: readonly Date[]) {
  const value = fc
    .tuple(fc.constantFrom(...values), fc.constantFrom(0, 0, 0, -1, 1, 500, 3_600_000))
    .map(([time, offset]) => new Date(time.getTime() + offset))
  return fc
    .record({ lt: value, lte: value, gt: value, gte: value, isNull: fc.boolean() }, { requiredKeys: [] })
    .filter(isShort)
}

/** Many conditions on one value hold for nothing, and prove as much. */
function isShort(condition: object): boolean {
  return Object.keys(condition).length <= 2
}
