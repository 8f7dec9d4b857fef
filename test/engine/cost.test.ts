import fc from 'fast-check'
import { getOperationAST, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { countCost } from '../../src/engine/cost-actual.ts'
import { checkCost } from '../../src/engine/cost-limit.ts'
import { dearestField, estimateCost } from '../../src/engine/cost.ts'
import { LimitExceeded } from '../../src/errors.ts'
import { createSchema } from '../../src/schema/index.ts'

const schema = createSchema()

function read(source: string) {
  const document = parse(source)
  const operation = getOperationAST(document)
  if (!operation) throw new Error('No operation')
  return { document, operation }
}

function costOf(source: string, variables: Record<string, unknown> = {}): number {
  const { document, operation } = read(source)
  return estimateCost(document, operation, variables, schema)
}

describe('the estimate of a document', () => {
  it.each<[document: string, cost: number]>([
    // An object costs 1, and what is read of it nothing.
    ['{ cloud { name region isDemo } }', 1],
    ['{ cloud { name } again: cloud { name } }', 2],
    // A question of its own to an upstream.
    ['{ server(id: "a") { name } }', 10],
    ['{ server(id: "a") { flavor { name flavor { id } } } }', 12],
    // A page and its objects; without `first` there are fifty.
    ['{ servers { nodes { id } } }', 10 + 50],
    ['{ servers(first: 3) { nodes { id } } }', 10 + 3],
    ['{ servers(first: 3) { pageInfo { hasNextPage } } }', 10 + 1],
    ['{ servers(first: 3) { edges { cursor node { id } } nodes { id } } }', 10 + 3 * 2 + 3],
    ['{ servers(first: 3) { nodes { pciDevices { id } } } }', 10 + 3 * (1 + 4)],
    [
      '{ hypervisors(first: 2) { nodes { pciDevices(first: 5) { nodes { id } totalCount } } } }',
      100 + 2 * (1 + 1 + 5 + 10),
    ],
    ['{ pciDeviceGroups(by: [PRODUCT], first: 7) { nodes { count } } }', 1000 + 7],
    // A JSON text that must be read.
    ['{ pciDevices(first: 2) { nodes { serialNumber address } } }', 10 + 2 * 2],
    ['{ servers(first: 0) { nodes { id } } }', 10],
    ['{ servers(first: -5) { nodes { id } } }', 10],
    // The size of a page goes through fragments.
    ['{ servers(first: 3) { ...P } } fragment P on ServerConnection { nodes { id } }', 13],
    [
      '{ a: servers(first: 3) { ...P } b: servers(first: 5) { ...P } } fragment P on ServerConnection { nodes { id } }',
      28,
    ],
    ['{ servers(first: 3) { ... { ... on ServerConnection { nodes { id } } } } }', 13],
    ['{ cloud { name } ... @skip(if: true) { servers { nodes { id } } } }', 1],
    ['{ cloud { name } servers @include(if: false) { nodes { id } } }', 1],
    // Introspection is asked of the program itself.
    ['{ __typename __schema { types { name } } }', 0],
  ])('of %s is %i', (document, cost) => {
    expect(costOf(document)).toBe(cost)
  })

  it('reads sizes out of variables and their defaults', () => {
    const document =
      'query ($n: Int! = 20, $with: Boolean! = false) { servers(first: $n) { nodes { id flavor @include(if: $with) { name } } } }'
    expect(costOf(document)).toBe(30)
    expect(costOf(document, { n: 5 })).toBe(15)
    expect(costOf(document, { n: 5, with: true })).toBe(20)
    // What does not fit is refused by who coerces it.
    expect(costOf(document, { n: 'many' })).toBe(60)
  })

  it('never falls when a field is added', () => {
    fc.assert(
      fc.property(arbitraryFields(4), arbitraryFields(3), (some, more) => {
        const before = costOf(`{ ${some} }`)
        expect(costOf(`{ ${some} ${more} }`)).toBeGreaterThanOrEqual(before)
        expect(costOf(`{ ... { ${more} } ...F ${some} } fragment F on Query { ${more} }`)).toBeGreaterThanOrEqual(
          before,
        )
      }),
      { numRuns: 300 },
    )
  })

  it.each(['servers', 'a: servers(first: 5000)'])(
    'is there at once for fragments that double a thousand times (%s)',
    (list) => {
      const fragments = Array.from({ length: 1000 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)
      const source = `{ ...F0 } ${fragments.join(' ')} fragment F1000 on Query { ${list} { nodes { id } } }`
      const { document, operation } = read(source)
      // Whoever counts them one by one is not done within this test's time.
      expect(estimateCost(document, operation, {}, schema)).toBe(Number.MAX_SAFE_INTEGER)
      expect(dearestField(document, operation, {}, schema)).toBeDefined()
    },
  )

  it('ends on fragments that go in a circle or are missing, and on fields that are not there', () => {
    expect(
      costOf('{ ...A nothing { at { all } } } fragment A on Query { ...B } fragment B on Query { ...A ...Missing }'),
    ).toBe(0)
  })
})

describe('the limit', () => {
  const check = (source: string) => {
    const { document, operation } = read(source)
    return () => checkCost(document, operation, {}, schema, { maxCost: 1_000_000, maxPageSize: 5000 })
  }

  it('lets a nested question over the longest page pass', () => {
    expect(
      check(/* GraphQL */ `
        {
          servers(first: 5000) {
            nodes {
              id
              name
              status
              flavor {
                name
              }
              pciDevices {
                address
                product {
                  name
                  vendor {
                    name
                  }
                }
                status
                hypervisor {
                  hostname
                }
              }
              hypervisor {
                hostname
                stats {
                  vcpus
                  vcpusUsed
                }
                pciStats {
                  product {
                    name
                  }
                  free
                  total
                }
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
        }
      `),
    ).not.toThrow()
  })

  it('refuses long pages inside of long pages, and names the field that costs most and what to do', () => {
    const hostile =
      '{ cloud { name } all: hypervisors(first: 5000) { nodes { pciDevices(first: 5000) { nodes { hypervisor { pciDevices(first: 5000) { nodes { id } } } } } } } }'
    expect(check(hostile)).toThrow(LimitExceeded)
    expect(check(hostile)).toThrow(
      /^The operation is estimated to cost \d+; 1000000 is allowed\. Most of it is all\.nodes\.pciDevices\.nodes\.hypervisor\.pciDevices\.nodes\. Ask for smaller pages/,
    )
  })
})

it('holds a page that is too long for one of the longest: it is refused where it stands', () => {
  const { document, operation } = read('{ servers(first: 2147483647) { nodes { id } } }')
  expect(estimateCost(document, operation, {}, schema, { maxPageSize: 5000 })).toBe(5010)
})

describe('what an answer has cost', () => {
  const count = (source: string, data: unknown) => {
    const { document, operation } = read(source)
    return countCost(document, operation, schema, data)
  }

  it('counts the objects that are there', () => {
    expect(
      count(
        '{ servers(first: 50) { nodes { id pciDevices { id serialNumber } flavor { name } } pageInfo { endCursor } } }',
        {
          servers: {
            nodes: [
              {
                id: '1',
                pciDevices: [
                  { id: 'a', serialNumber: 'x' },
                  { id: 'b', serialNumber: null },
                ],
                flavor: { name: 'm' },
              },
              { id: '2', pciDevices: [], flavor: null },
            ],
            pageInfo: { endCursor: null },
          },
        },
      ),
    ).toBe(10 + 2 + (2 + 1) + 1 + 1)
    expect(count('{ servers { nodes { id } } }', { servers: null })).toBe(0)
    expect(count('{ servers { nodes { id } } }', null)).toBe(0)
  })

  it('counts once what is named twice, through fragments too', () => {
    const source =
      '{ servers { nodes { ...A ...B flavor { name } } } } fragment A on Server { flavor { name } } fragment B on Server { ...A flavor { vcpus } }'
    expect(count(source, { servers: { nodes: [{ flavor: { name: 'm', vcpus: 1 } }] } })).toBe(10 + 1 + 1)
  })
})

/** Fields of the query type, some of them nested. Equal ones with other arguments would not validate, and cost what they cost. */
function arbitraryFields(depth: number): fc.Arbitrary<string> {
  const first = fc.nat(5000)
  const device = fc.constantFrom('id', 'serialNumber', 'vendor { name }', 'product { name vendor { id } }')
  const server = fc.constantFrom('id', 'flavor { name }', 'pciDevices { id product { name } }', 'metadata { key }')
  const one = fc.oneof(
    fc.constant('cloud { name cells { name } }'),
    fc.tuple(first, server).map(([n, inner]) => `servers(first: ${n}) { nodes { ${inner} } pageInfo { hasNextPage } }`),
    fc.tuple(first, device).map(([n, inner]) => `pciDevices(first: ${n}) { totalCount nodes { ${inner} } }`),
    fc
      .tuple(first, first, device)
      .map(
        ([n, m, inner]) =>
          `hypervisors(first: ${n}) { edges { node { pciDevices(first: ${m}) { nodes { ${inner} } } } } }`,
      ),
  )
  return fc.array(one, { minLength: 1, maxLength: depth }).map((fields) => fields.join(' '))
}
