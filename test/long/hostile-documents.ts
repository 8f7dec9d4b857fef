import type { GraphQLSchema } from 'graphql'
import { arbitraryDocument, type DocumentValues } from '../support/arbitrary-documents.ts'

export type Random = () => number

export const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('Nothing to choose from')
  return item
}
export const upTo = (random: Random, most: number): number => Math.floor(random() * (most + 1))
export const repeated = (count: number, write: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => write(i)).join(' ')

/** Documents that were not written to be answered: at the limits, above them, and beside all grammar. */
export function hostileDocument(random: Random, schema: GraphQLSchema, values: DocumentValues): string {
  const kind = random()
  const document = arbitraryDocument(schema, random, values)
  if (kind < 0.15) return document
  if (kind < 0.5) return mutated(random, document)
  return pick(random, SHAPES)(random)
}

/** Some of its characters dropped, doubled, replaced or moved. */
export function mutated(random: Random, text: string): string {
  let changed = text
  for (let left = 1 + upTo(random, 4); left > 0; left--) {
    const at = upTo(random, changed.length)
    const end = at + upTo(random, 20)
    const part = changed.slice(at, end)
    changed =
      changed.slice(0, at) +
      pick(random, [
        '',
        part + part,
        pick(random, TOKENS),
        part + pick(random, TOKENS),
        [...part].toReversed().join(''),
      ]) +
      changed.slice(end)
  }
  return changed
}

const TOKENS = [
  '{',
  '}',
  '(',
  ')',
  '[',
  '...',
  '...F',
  ' on ',
  '@skip(if: true)',
  '@include(if: $v)',
  '$',
  '"',
  '"""',
  '\\u0000',
  '\\uD800',
  '\u0000',
  '\uFEFF',
  '\u202E',
  'ſervers',
  'naïve: ',
  '__proto__',
  'constructor',
  'toString',
  '__typename',
  'first: -1',
  'first: 99999999999999999999',
  'first: 1e999',
  'null',
  'fragment F on Query { ...F }',
  '#',
  '&',
  '!',
  '|',
]

const SHAPES: readonly ((random: Random) => string)[] = [
  // Deep.
  (random) => {
    const levels = 1 + upTo(random, 400)
    return `{ servers { nodes { ${'hypervisor { servers { nodes { '.repeat(levels)} id ${'} } }'.repeat(levels)} } } }`
  },
  (random) => `{ ${'... on Query { '.repeat(1 + upTo(random, 600))} __typename `,
  (random) => {
    const levels = 1 + upTo(random, 390)
    return `{ ${'... on Query { '.repeat(levels)} __typename ${'}'.repeat(levels)} }`
  },
  // Wide.
  (random) => `{ ${repeated(1 + upTo(random, 2500), () => '__typename')} }`,
  (random) => `{ ${repeated(1 + upTo(random, 500), () => 'cloud { name }')} }`,
  (random) => `{ ${repeated(1 + upTo(random, 2500), (i) => `pciDevic${i}`)} }`,
  (random) => `{ ${repeated(1 + upTo(random, 200), (i) => `servers(first: ${i}) { nodes { id } }`)} }`,
  // Aliases.
  (random) => `{ ${repeated(1 + upTo(random, 60), (i) => `a${i}: cloud { name isDemo }`)} }`,
  (random) => `{ ${repeated(1000 + upTo(random, 9000), (i) => `a${i}: __typename`)} }`,
  (random) =>
    `{ ${repeated(1 + upTo(random, 50), (i) => `a${i}: servers(first: ${i}) { nodes { id pciDevices { address } } }`)} }`,
  // Fragments: doubling, in circles, all in all, unused, missing.
  (random) => {
    const rounds = 1 + upTo(random, 100)
    return `{ ...F0 } ${repeated(rounds, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F${rounds} on Query { cloud { name } }`
  },
  (random) => {
    const count = 1 + upTo(random, 150)
    return `{ ...F0 } ${repeated(count, (i) => `fragment F${i} on Query { ...F${(i + 1) % count} cloud { name } }`)}`
  },
  (random) => {
    const count = 2 + upTo(random, 40)
    return `{ ...F0 } ${repeated(count, (i) => `fragment F${i} on Query { ${repeated(15, (j) => `...F${(i * 7 + j) % count}`)} }`)}`
  },
  (random) => `{ __typename } ${repeated(1 + upTo(random, 200), () => 'fragment F on Query { ...G }')}`,
  // Directives, known and not, many times.
  (random) => `{ cloud ${repeated(1 + upTo(random, 300), () => '@skip(if: false)')} { name } }`,
  (random) => `{ cloud ${repeated(1 + upTo(random, 900), (i) => `@a${i}`)} { name } }`,
  (random) => `query @${pick(random, ['cost(weight: 1)', 'skip(if: true)', 'x', 'defer'])} { cloud { name } }`,
  (random) =>
    `{ ... @${pick(random, ['defer', 'include(if: 1)', 'skip(if: "x")', 'stream(initialCount: 1e9)'])} { cloud { name } } }`,
  // Numbers.
  (random) =>
    `{ ${pick(random, ['servers', 'hypervisors', 'pciDevices'])}(first: ${pick(random, ['0', '-0', '-1', '5000', '5001', '2147483647', '2147483648', '1e3', '1.5', '9'.repeat(5000), '00', '0x10', '1e400', 'null', 'NaN', '"5"'])}) { nodes { id } } }`,
  (random) =>
    `{ pciDevices(filter: { ${pick(random, ['numaNode', 'serverId', 'id', 'status', 'address', 'cell', 'type'])}: { ${pick(random, ['eq', 'in', 'ne', 'contains', 'gt', 'isNull'])}: ${pick(random, ['1e300', '-1', '[]', '[[]]', 'null', '"%\'; DROP TABLE pci_devices; --"', '"\\u0000"', '"%_%_%"', 'ALLOCATED', 'true', `"${'x'.repeat(50_000)}"`])} } }) { nodes { id } } }`,
  // Cost: what the limit must refuse or the gateway must bear.
  () =>
    '{ servers(first: 5000) { nodes { hypervisor { servers(first: 5000) { nodes { hypervisor { servers(first: 5000) { nodes { id } } } } } } } } }',
  () => '{ servers(first: 5000) { nodes { id name pciDevices { id address } hypervisor { hostname } } } }',
  () =>
    '{ pciDevices(first: 5000) { nodes { id address product { name } server { id name } hypervisor { hostname } } } }',
  () => '{ hypervisors(first: 5000) { nodes { servers(first: 1000) { nodes { id pciDevices { address } } } } } }',
  // Literals: deep, wide, long.
  (random) => {
    const levels = 1 + upTo(random, 480)
    return `{ pciDevices(filter: ${'{not: '.repeat(levels)}{}${'}'.repeat(levels)}) { nodes { id } } }`
  },
  (random) => {
    const levels = 1 + upTo(random, 900)
    return `{ pciDevices(filter: ${'['.repeat(levels)}${']'.repeat(levels)}) { nodes { id } } }`
  },
  (random) =>
    `{ pciDevices(filter: { or: [${repeated(1 + upTo(random, 200), (i) => `{ numaNode: { eq: ${i} } }`)}] }) { nodes { id } } }`,
  (random) =>
    `{ pciDevices(filter: { id: { in: [${repeated(1 + upTo(random, 1900), (i) => `"${i}"`)}] } }) { nodes { id } } }`,
  (random) => `{ servers(after: "${'A'.repeat(upTo(random, 100_000))}") { nodes { id } } }`,
  (random) => `{ servers(after: """${'\n '.repeat(upTo(random, 50_000))}""") { nodes { id } } }`,
  (random) => `{${','.repeat(upTo(random, 100_000))} cloud { name } }`,
  (random) => `{ ${'a'.repeat(1 + upTo(random, 100_000))} }`,
  (random) => `${'#\n'.repeat(upTo(random, 50_000))}{ cloud { name } }`,
  // Keys, ids and cursors that mean something to JavaScript, to Node or to SQL.
  (random) => `{ ${pick(random, INNER_NAMES)} }`,
  (random) =>
    `query ${pick(random, INNER_NAMES)} { ${pick(random, INNER_NAMES)}: cloud { ${pick(random, INNER_NAMES)}: name } }`,
  (random) =>
    `{ ${pick(random, ['server', 'hypervisor', 'pciDevice'])}(id: ${JSON.stringify(pick(random, ODD_IDS))}) { id } }`,
  (random) => `{ servers(after: ${JSON.stringify(pick(random, ODD_IDS))}) { nodes { id } } }`,
  (random) =>
    `{ pciDeviceBySlot(slot: { host: ${JSON.stringify(pick(random, ODD_IDS))}, address: ${JSON.stringify(pick(random, ODD_IDS))} }) { id } }`,
  (random) =>
    `{ _entities(representations: [${repeated(1 + upTo(random, 300), () => `{ __typename: "${pick(random, ['Server', 'PciDevice', '__proto__', 'Query'])}", id: ${JSON.stringify(pick(random, ODD_IDS))} }`)}]) { __typename } }`,
  // The schema.
  () => '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
  () => '{ __schema { types { name fields { name args { name } type { name ofType { name ofType { name } } } } } } }',
  () => '{ _service { sdl } }',
  // Other operations, several of them, and none.
  (random) => repeated(1 + upTo(random, 300), (i) => `query Q${i} { __typename }`),
  (random) => `${pick(random, ['mutation', 'subscription'])} { ${repeated(1 + upTo(random, 300), (i) => `a${i}`)} }`,
  (random) =>
    `query(${repeated(1 + upTo(random, 400), (i) => `$v${i}: ${pick(random, ['Int', '[[[[Int!]!]!]!]!', 'Nope', 'PciDeviceFilter'])}`)}) { __typename }`,
  () => 'type Query { a: Int } extend schema @link(url: "file:///etc/passwd")',
  (random) => pick(random, ['', ' ', '{', '}', '\u0000', '\uFEFF', '{}', 'null', '🦄', '{ 🦄 }', '"', '#']),
]

export const INNER_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '__typename',
  '__schema',
  '_service',
  'then',
  'toJSON',
]

export const ODD_IDS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '..%2f..%2f',
  '\u0000',
  '\uD800',
  "' OR 1=1 --",
  '"; DROP TABLE pci_devices; --',
  '%',
  '%25',
  '?x=1#y',
  '\r\nX-Injected: 1',
  '🦄'.repeat(100),
  'x'.repeat(20_000),
  '00000000-0000-4000-8000-000000000000',
  '-1',
  '1e400',
  'bnVsbA==',
  'eyJfX3Byb3RvX18iOjF9',
  'W10=',
]
