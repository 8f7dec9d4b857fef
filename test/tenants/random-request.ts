import type { Choices } from './choices.ts'
import { anyId, type Pool } from './pool.ts'

/** A request of Nova's API as a client sends it. */
export type RestRequest = { readonly path: string; readonly microversion: string | null }

type Words = (pool: Pool, choices: Choices) => string

const VERSIONS = ['/v2.1', '/v2.1', '/v2', '/v3', '/v2.1/{project}']
const MICROVERSIONS = ['2.93', null, '2.1', '2.53', '2.75', '2.87', 'latest', '2.999']

const id =
  (type: string): Words =>
  (pool, choices) =>
    anyId(pool, type, choices)
const among =
  (...words: readonly string[]): Words =>
  (_pool, choices) =>
    choices.pick(words)
const word =
  (kind: string): Words =>
  (pool, choices) =>
    choices.pick(pool.words[kind] ?? [''])
/**
 * Of her own, or of nobody. One of bob's is the one thing that Nova itself tells her of: it pages from any server's id, whosever it
 * is, and these answers are Nova's as they are.
 */
const ownServer: Words = ({ ids }, choices) => choices.pick([...(ids.Server?.own ?? []), 'nothing'])

/** Every parameter that the resources know, and one that none does. */
const OF_SERVERS: Readonly<Record<string, Words>> = {
  limit: among('3', '1', '0', '1000', 'x'),
  marker: ownServer,
  sort_key: among('created_at', 'display_name', 'updated_at', 'uuid', 'host', 'vm_state'),
  sort_dir: among('asc', 'desc'),
  all_tenants: among('1', '0', ''),
  status: among('ACTIVE', 'SHUTOFF', 'DELETED', 'ERROR', 'no such'),
  name: word('name'),
  host: word('host'),
  node: word('hostname'),
  project_id: id('Project'),
  user_id: id('User'),
  flavor: id('Flavor'),
  image: id('Image'),
  uuid: id('Server'),
  availability_zone: word('zone'),
  tags: word('tags'),
  'changes-since': among('2026-03-02T08:00:00Z', '2026-09-28T16:00:00Z'),
  deleted: among('True', 'False'),
  ip: among('172.16', '10.'),
  unheard_of: among('1'),
}
const OF_DEVICES: Readonly<Record<string, Words>> = {
  limit: among('3', '1', '0', 'x'),
  marker: id('PciDevice'),
  status: among('available', 'allocated', 'no such'),
  vendor_id: id('Vendor'),
  product_id: id('Product'),
  dev_type: among('type-PCI', 'type-VF', 'no such'),
  compute_node_id: among('1', '2', 'x'),
  hypervisor_hostname: word('hostname'),
  instance_uuid: id('Server'),
  numa_node: among('0', '1', 'x'),
  unheard_of: among('1'),
}
const OF_HYPERVISORS: Readonly<Record<string, Words>> = {
  limit: among('3', '1'),
  marker: id('Hypervisor'),
  hypervisor_hostname_pattern: word('hostname'),
  with_servers: among('True', 'False'),
  unheard_of: among('1'),
}

const RESOURCES: readonly (readonly [path: string, type: string, parameters: Readonly<Record<string, Words>>])[] = [
  ['servers/detail', 'Server', OF_SERVERS],
  ['servers/detail', 'Server', OF_SERVERS],
  ['servers/{id}', 'Server', {}],
  ['servers/{id}', 'Server', {}],
  ['servers', 'Server', OF_SERVERS],
  ['os-pci', 'PciDevice', OF_DEVICES],
  ['os-pci/detail', 'PciDevice', OF_DEVICES],
  ['os-pci/{id}', 'PciDevice', {}],
  ['os-hypervisors', 'Hypervisor', OF_HYPERVISORS],
  ['os-hypervisors/detail', 'Hypervisor', OF_HYPERVISORS],
  ['os-hypervisors/{id}', 'Hypervisor', { with_servers: among('True') }],
  ['os-hypervisors/statistics', 'Hypervisor', {}],
]

export function randomRequest(pool: Pool, ownProjectId: string, choices: Choices): RestRequest {
  const [resource, type, parameters] = choices.pick(RESOURCES)
  const rowId = type === 'PciDevice' && choices.chance(40)
  const named = resource.replace('{id}', () => (rowId ? String(choices.int(120)) : anyId(pool, type, choices)))
  const query = new URLSearchParams()
  for (const name of choices.some(Object.keys(parameters), choices.pick([0, 1, 2, 3]))) {
    query.append(name, parameters[name]?.(pool, choices) ?? '')
  }
  const version = choices.pick(VERSIONS).replace('{project}', ownProjectId)
  return {
    path: `${version}/${named}${query.size === 0 ? '' : `?${query.toString()}`}`,
    microversion: choices.pick(MICROVERSIONS),
  }
}
