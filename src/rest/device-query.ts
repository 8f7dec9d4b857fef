import { isUtf8 } from 'node:buffer'
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
  // What is wrong is found in Nova's order: values before names.
  const limit = single('limit', parameters, (text) => filled('limit', check('limit', text, '^[0-9]*$')))
  const marker = single('marker', parameters, (text) => text)
  const and = Object.entries(FILTERS)
    .filter(([name]) => parameters.has(name))
    .map(([name, read]) => read(parameters.getAll(name), name))
  refuseUnknown(parameters, ['limit', 'marker', ...Object.keys(FILTERS)])
  return { limit: limit === null ? null : Number(limit), marker, filter: { and } }
}

/**
 * The parameters of a request's query, which begins with its `?` or is empty.
 * @throws RestFault 400 for bytes that are no UTF-8, which would else be read as other names than those that were meant
 */
export function readParameters(query: string): URLSearchParams {
  const bytes = query.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  if (!isUtf8(Buffer.from(bytes, 'latin1'))) throw new RestFault(400, 'Query string is not UTF-8 encoded')
  return new URLSearchParams(query)
}

/** All that a resource does not know is refused. */
export function refuseUnknown(parameters: URLSearchParams, known: readonly string[]): void {
  const unknown = [...new Set(parameters.keys())].filter((name) => !known.includes(name)).sort()
  if (unknown.length === 0) return
  const names = unknown.map(quoted).join(', ')
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
  hypervisor_hostname: (values, name) => ({ hypervisorHostname: { in: values.map((text) => filled(name, text)) } }),
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

/** As Nova has it for pages: one, or none. @returns null for none */
function single(name: string, parameters: URLSearchParams, read: (text: string) => string): string | null {
  const values = parameters.getAll(name).map(read)
  if (values.length <= 1) return values[0] ?? null
  const list = `[${values.map(quoted).join(', ')}]`
  throw refused(name, list, `${list} is too long`)
}

function oneOf<Value>(name: string, text: string, known: ReadonlyMap<string, Value>): Value {
  const value = known.get(text)
  if (value !== undefined) return value
  const names = Array.from(known.keys(), quoted).join(', ')
  throw refused(name, text, `${quoted(text)} is not one of [${names}]`)
}

function uuid(name: string, text: string): string {
  if (isUuid(text)) return text
  throw refused(name, text, `${quoted(text)} is not a 'uuid'`)
}

function check(name: string, text: string, pattern: string): string {
  if (new RegExp(pattern).test(text)) return text
  throw refused(name, text, `${quoted(text)} does not match '${pattern}'`)
}

function filled(name: string, text: string): string {
  if (text !== '') return text
  throw refused(name, text, "'' is too short")
}

function refused(name: string, text: string, why: string): RestFault {
  return new RestFault(400, `Invalid input for query parameters ${name}. Value: ${text}. ${why}`)
}

/** A text as Python writes it, in which Nova's messages have values. */
function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
  return mark + (mark === "'" ? escaped.replaceAll("'", "\\'") : escaped) + mark
}
