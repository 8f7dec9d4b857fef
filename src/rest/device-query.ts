import { PCI_DEVICE_TYPES, PCI_DEVICE_TYPE_TEXTS } from '../model/pci-device.ts'
import { isUuid } from '../model/uuid.ts'
import type { PciDeviceFilter, PciDeviceStatus, PciDeviceType } from './documents.generated.ts'
import { RestFault } from './faults.ts'

/** What `GET os-pci` was asked with. */
export type DeviceQuery = {
  /** Null: all of them. */
  readonly limit: number | null
  /** A device's uuid or integer id; the list goes on after it. */
  readonly marker: string | null
  /** Each condition holds; of a parameter that came several times, any value does. */
  readonly filter: PciDeviceFilter
}

/** @throws RestFault 400 in Nova's words for a parameter that there is not, or a value that cannot be one */
export function readDeviceQuery(parameters: URLSearchParams): DeviceQuery {
  refuseUnknown(parameters, ['limit', 'marker', ...Object.keys(FILTERS)])
  for (const text of parameters.getAll('limit')) check('limit', text, '^[0-9]*$')
  // As Nova has it for both: the last one counts.
  const limit = parameters.getAll('limit').at(-1) ?? ''
  return {
    limit: limit === '' ? null : Number(limit),
    marker: parameters.getAll('marker').at(-1) ?? null,
    filter: {
      and: Object.entries(FILTERS)
        .filter(([name]) => parameters.has(name))
        .map(([name, read]) => read(parameters.getAll(name), name)),
    },
  }
}

/** For a resource that takes none. */
export function refuseUnknown(parameters: URLSearchParams, known: readonly string[]): void {
  const unknown = [...new Set(parameters.keys())].filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  const names = unknown.map((name) => `'${name}'`).join(', ')
  throw new RestFault(
    400,
    `Additional properties are not allowed (${names} ${unknown.length === 1 ? 'was' : 'were'} unexpected)`,
  )
}

type ReadFilter = (values: readonly string[], name: string) => PciDeviceFilter

const FILTERS: Readonly<Record<string, ReadFilter>> = {
  status: (values, name) => ({ status: { in: values.map((text) => oneOf(name, text, STATUSES)) } }),
  vendor_id: (values, name) => ({ vendorId: { in: values.map((text) => check(name, text, '^[0-9a-fA-F]{4}$')) } }),
  product_id: (values, name) => ({ productId: { in: values.map((text) => check(name, text, '^[0-9a-fA-F]{4}$')) } }),
  dev_type: (values, name) => ({ type: { in: values.map((text) => oneOf(name, text, TYPES)) } }),
  compute_node_id: (values, name) => ({ hypervisorDatabaseId: { in: integers(name, values) } }),
  hypervisor_hostname: (values) => ({ hypervisorHostname: { in: [...values] } }),
  instance_uuid: (values, name) => ({ serverId: { in: values.map((text) => uuid(name, text)) } }),
  numa_node: (values, name) => ({ numaNode: { in: integers(name, values) } }),
}

/** As Nova writes them, and as the graph names them. */
const STATUSES: ReadonlyMap<string, PciDeviceStatus> = new Map([
  ['available', 'AVAILABLE'],
  ['claimed', 'CLAIMED'],
  ['allocated', 'ALLOCATED'],
  ['unavailable', 'UNAVAILABLE'],
  ['unclaimable', 'UNCLAIMABLE'],
])
const TYPES: ReadonlyMap<string, PciDeviceType> = new Map(
  PCI_DEVICE_TYPES.map((type) => [PCI_DEVICE_TYPE_TEXTS[type], type]),
)

const GREATEST_INT = 0x7fffffff

/** Numbers that no row can have name none, and are no mistake. */
function integers(name: string, values: readonly string[]): number[] {
  return values.map((text) => Number(check(name, text, '^[0-9]+$'))).filter((number) => number <= GREATEST_INT)
}

function oneOf<Value>(name: string, text: string, known: ReadonlyMap<string, Value>): Value {
  const value = known.get(text)
  if (value !== undefined) return value
  const names = Array.from(known.keys(), (one) => `'${one}'`).join(', ')
  throw refused(name, text, `'${text}' is not one of [${names}]`)
}

function uuid(name: string, text: string): string {
  if (isUuid(text)) return text
  throw refused(name, text, `'${text}' is not a 'uuid'`)
}

function check(name: string, text: string, pattern: string): string {
  if (new RegExp(pattern).test(text)) return text
  throw refused(name, text, `'${text}' does not match '${pattern}'`)
}

function refused(name: string, text: string, why: string): RestFault {
  return new RestFault(400, `Invalid input for query parameters ${name}. Value: ${text}. ${why}`)
}
