import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Explanation } from '../../src/engine/explain.ts'
import type { Range } from '../../src/engine/explain-range.ts'
import type { UserName } from '../support/graph.ts'
import { arbitraryDocument, seededRandom, type DocumentValues } from '../support/arbitrary-documents.ts'
import { startGateway, type Gateway, type Reply } from './gateway.ts'

const EXPLAIN = { 'x-pcigraph-explain': '1' }

let gateway: Gateway
let values: DocumentValues
beforeAll(async () => {
  gateway = await startGateway({ servers: 60, hypervisors: 12, cells: 2, projects: 5 })
  values = await readValues()
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function explain(query: string, as: UserName = 'admin', variables?: object): Promise<Explanation> {
  const reply = await gateway.ask(query, { as, headers: EXPLAIN, ...(variables && { variables }) })
  const explanation = explanationIn(reply)
  if (!explanation) throw new Error(reply.text)
  return explanation
}

function explanationIn({ text }: Reply): Explanation | undefined {
  return (JSON.parse(text) as { extensions?: { explain?: Explanation } }).extensions?.explain
}

describe('a question that is to be explained', () => {
  it('is answered with null data and one error, and nobody else is asked', async () => {
    await gateway.ask('{ cloud { microversions { max } } }')
    gateway.demo.calls.clear()
    const reply = await gateway.ask('{ servers { nodes { id hypervisor { hostname } } } }', { headers: EXPLAIN })
    expect(reply.status).toBe(200)
    expect(reply.data).toBeNull()
    expect(reply.errors).toEqual([{ message: 'Explained, not run.', extensions: { code: 'EXPLAINED' } }])
    expect([...gateway.callsTo('nova'), ...gateway.callsTo('placement')]).toEqual([])
    expect(reply.upstream?.sql).toEqual([])
  })

  it('is signed in, parsed, validated and limited like any other', async () => {
    const ask = async (query: string, as: UserName | null = 'admin') =>
      gateway.ask(query, { as, headers: EXPLAIN }).then(({ status, errors }) => [status, errors[0]?.extensions.code])
    expect(await ask('{ servers { nodes { id } } }', null)).toEqual([401, 'UNAUTHENTICATED'])
    expect(await ask('{ servers {')).toEqual([400, 'GRAPHQL_PARSE_FAILED'])
    expect(await ask('{ servers { colour } }')).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
    expect(await ask('query ($n: Int!) { servers(first: $n) { nodes { id } } }')).toEqual([400, 'BAD_USER_INPUT'])
    const costly = '{ hypervisors(first: 5000) { nodes { pciDevices(first: 5000) { nodes { id } } } } }'
    expect(await ask(costly)).toEqual([400, 'LIMIT_EXCEEDED'])
  })

  it('tells what of one level is asked together, from the sign-in down', async () => {
    const { levels, total, cost, denied } = await explain(/* GraphQL */ `
      {
        servers(first: 1500) {
          nodes {
            name
            pciDevices {
              address
            }
            claimed: pciDevices(status: [CLAIMED]) {
              server {
                id
              }
            }
            hypervisor {
              pciStats {
                free
              }
            }
          }
        }
      }
    `)
    expect(denied).toEqual([])
    expect(
      levels.map(({ level, fetches }) => [
        level,
        ...fetches.map(({ upstream, fields, calls }) => [upstream, fields, calls]),
      ]),
    ).toEqual([
      [0, ['keystone', [], { atLeast: 0, atMost: 1 }]],
      [1, ['nova', ['servers'], { atLeast: 1, atMost: 2 }]],
      [
        2,
        ['pci store', ['servers.nodes.pciDevices', 'servers.nodes.claimed'], { atLeast: 0, atMost: 1 }],
        ['nova', ['servers.nodes.hypervisor'], { atLeast: 0, atMost: 3000 }],
      ],
      [
        3,
        ['nova', ['servers.nodes.claimed.server'], { atLeast: 0, atMost: null }],
        ['pci store', ['servers.nodes.hypervisor.pciStats'], { atLeast: 0, atMost: 2 }],
      ],
    ])
    expect(total.calls).toEqual({
      keystone: { atLeast: 0, atMost: 1 },
      nova: { atLeast: 1, atMost: null },
      // Two cells.
      'pci store': { atLeast: 0, atMost: 6 },
    })
    expect(cost).toMatchObject({ max: 1_500_000, dearest: expect.stringMatching(/^servers\.nodes/) as unknown })
  })

  it('tells cells and how many they are to nobody but who may see cells', async () => {
    const query = '{ servers(first: 5) { nodes { pciDevices { id } } } }'
    const stores = ({ levels }: Explanation) =>
      levels.flatMap(({ fetches }) => fetches).filter(({ upstream }) => upstream === 'pci store')
    expect(stores(await explain(query))).toMatchObject([{ cells: 2, calls: { atMost: 1 } }])
    const ofAlice = await explain(query, 'alice')
    expect(stores(ofAlice)).toHaveLength(1)
    expect(JSON.stringify(ofAlice)).not.toMatch(/"cells":/)
    expect(ofAlice.total.calls).not.toHaveProperty('pci store')
  })

  it('tells which fields and arguments a rule denies, who decides, and which code running would give', async () => {
    const { denied, levels } = await explain(
      /* GraphQL */ `
        query ($filter: ServerFilter) {
          servers(filter: $filter) {
            nodes {
              id
              host
              hypervisor {
                hostname
              }
              here: pciDevices(onServerHost: true) {
                id
              }
              pciDevices {
                slot {
                  host
                }
                address
              }
            }
          }
          ok: servers {
            nodes {
              host
              pciDevices {
                slot {
                  host
                }
                address
              }
              hypervisor {
                hostname
              }
              here: pciDevices(onServerHost: true) {
                id
              }
            }
          }
          hypervisors {
            nodes {
              pciStats {
                free
              }
            }
          }
          pciDevices {
            nodes {
              id
            }
          }
        }
      `,
      'alice',
      { filter: { name: { eq: 'x' }, deleted: true } },
    )
    const told = denied.map(({ path, argument, rule, code, decidedBy }) => [
      path.join('.'),
      argument,
      rule,
      code,
      decidedBy,
    ])
    expect(told).toEqual([
      ['servers', 'filter.deleted', 'os_compute_api:servers:allow_all_filters', 'FORBIDDEN', 'pcigraph'],
      ['hypervisors', undefined, 'os_compute_api:os-hypervisors:list-detail', 'FORBIDDEN', 'nova'],
      ['pciDevices', undefined, 'os_compute_api:os-pci:index', 'FORBIDDEN', 'pcigraph'],
      ['ok.nodes.host', undefined, 'os_compute_api:os-extended-server-attributes', null, 'nova'],
      ['ok.nodes.hypervisor', undefined, 'os_compute_api:os-extended-server-attributes', null, 'nova'],
      ['ok.nodes.here', 'onServerHost', 'pcigraph:device:host_details', 'FORBIDDEN', 'pcigraph'],
      ['ok.nodes.pciDevices.slot', undefined, 'pcigraph:device:host_details', null, 'pcigraph'],
      ['ok.nodes.pciDevices.address', undefined, 'pcigraph:device:host_details', 'FORBIDDEN', 'pcigraph'],
    ])
    for (const { why } of denied) expect(why).toMatch(/does not allow this/)
    // Nothing is fetched for what is denied, or below it; what Nova would refuse, Nova is asked.
    const fields = levels.flatMap(({ fetches }) => fetches.flatMap((fetch) => fetch.fields))
    expect(fields).toEqual(['ok', 'hypervisors', 'ok.nodes.pciDevices'])
  })

  it('is told of entities too, as routers ask for them', async () => {
    const [first = '', second = ''] = values.serverIds
    const representations = [first, second].map((id) => ({ __typename: 'Server', id }))
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Server { pciDevices { id } } } }'
    const { levels } = await explain(query, 'admin', { r: representations })
    expect(levels.slice(1).map(({ fetches }) => fetches.map(({ asks }) => asks))).toEqual([
      [expect.stringMatching(/^servers by their ids/)],
      ['the devices of servers'],
    ])
  })

  it('holds for the entities of an owner: Nova shows the server before its device is shown', async () => {
    const { data } = await gateway.ask('{ servers { nodes { pciDevices { id } } } }', { as: 'alice' })
    const { nodes } = data?.servers as { nodes: { pciDevices: { id: string }[] }[] }
    const r = nodes.flatMap(({ pciDevices }) => pciDevices).map(({ id }) => ({ __typename: 'PciDevice', id }))
    expect(r.length).toBeGreaterThan(0)
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on PciDevice { product { name } } } }'
    const { total } = await explain(query, 'alice', { r })
    const { upstream } = await gateway.ask(query, { as: 'alice', variables: { r } })
    const calls = upstream?.calls.find((call) => call.upstream === 'nova')?.count ?? 0
    expect(calls).toBeGreaterThan(0)
    expectWithin(calls, total.calls.nova ?? { atLeast: 0, atMost: 0 }, query)
  })
})

describe('what was explained', () => {
  const RUNS = 100

  it.each(['admin', 'alice'] as const)(
    `holds for any question of %s: ${RUNS} documents of any fields, run after they were explained`,
    async (user) => {
      const asked = { documents: 0, calls: 0, statements: 0, denied: 0 }
      for (let seed = 1; seed <= RUNS; seed++) {
        const document = arbitraryDocument(gateway.app.schema, seededRandom(seed), values)
        const explanation = explanationIn(await gateway.ask(document, { as: user, headers: EXPLAIN }))
        const reply = await gateway.ask(document, { as: user })
        if (!explanation) {
          expect(reply.errors, document).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }])
          continue
        }
        const about = `seed ${seed}: ${document}\n${JSON.stringify(explanation.levels, null, 1)}`
        asked.documents++
        for (const upstream of ['nova', 'keystone', 'placement'] as const) {
          const count = reply.upstream?.calls.find((call) => call.upstream === upstream)?.count ?? 0
          asked.calls += count
          expectWithin(count, explanation.total.calls[upstream] ?? { atLeast: 0, atMost: 0 }, `${upstream}, ${about}`)
        }
        const statements = statementsOf(explanation)
        for (const { count, cell } of reply.upstream?.sql ?? []) {
          asked.statements += count
          expectWithin(count, statements, `${cell}, ${about}`)
        }
        const forbidden = reply.errors.filter(({ extensions }) => extensions.code === 'FORBIDDEN')
        asked.denied += forbidden.length
        const deniedPaths = new Set(explanation.denied.map(({ path }) => path.join('.')))
        for (const { path = [] } of forbidden) {
          expect(deniedPaths, about).toContain(path.filter((part) => typeof part === 'string').join('.'))
        }
      }
      // The documents do ask for something.
      expect(asked.documents).toBeGreaterThan(RUNS * 0.7)
      expect(asked.calls).toBeGreaterThan(RUNS / 3)
      if (user === 'admin') expect(asked.statements).toBeGreaterThan(RUNS / 3)
      else expect(asked.denied).toBeGreaterThan(RUNS / 3)
    },
    120_000,
  )
})

/** In each cell. */
function statementsOf({ levels }: Explanation): Range {
  const stores = levels.flatMap(({ fetches }) => fetches).filter(({ upstream }) => upstream === 'pci store')
  const most = stores.map(({ calls }) => calls.atMost)
  return { atLeast: 0, atMost: most.includes(null) ? null : most.reduce<number>((sum, count) => sum + (count ?? 0), 0) }
}

function expectWithin(count: number, { atLeast, atMost }: Range, about: string): void {
  expect(count, about).toBeGreaterThanOrEqual(atLeast)
  if (atMost !== null) expect(count, about).toBeLessThanOrEqual(atMost)
}

async function readValues(): Promise<DocumentValues> {
  type Node = { id: string; hostname: string; slot: { host: string; address: string } }
  const { data } = await gateway.ask(
    '{ servers(first: 8) { nodes { id } } hypervisors(first: 8) { nodes { id hostname } } pciDevices(first: 8) { nodes { id slot { host address } } } }',
  )
  const nodes = (name: string) => (data?.[name] as { nodes: Node[] }).nodes
  return {
    serverIds: nodes('servers').map(({ id }) => id),
    hypervisorIds: nodes('hypervisors').map(({ id }) => id),
    deviceIds: nodes('pciDevices').map(({ id }) => id),
    hostnames: nodes('hypervisors').map(({ hostname }) => hostname),
    slots: nodes('pciDevices').map(({ slot }) => slot),
  }
}
