import { type GraphQLSchema, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEVICES, HYPERVISORS, OWN_DEVICES, SERVERS } from './documents.ts'
import { expectedDevice, toOwner } from './expected-device.ts'
import { expectedHypervisor, expectedPools } from './expected-hypervisor.ts'
import { expectedServer, time } from './expected-server.ts'
import type { CallerName } from './truth/keystone.ts'
import type { Truth } from './truth/truth.ts'

/** A cloud with the gateway in front of it. */
export type ContractCloud = {
  readonly truth: Truth
  readonly schema: GraphQLSchema
  /** Asks the gateway as a client would; null: without a token. */
  ask(token: string | null, query: string, variables?: object): Promise<ContractAnswer>
  [Symbol.asyncDispose](): Promise<void>
}

export type ContractAnswer = {
  readonly status: number
  readonly data: Readonly<Record<string, unknown>> | null
  readonly errors: readonly {
    readonly path?: readonly unknown[]
    readonly extensions: Readonly<Record<string, unknown>>
  }[]
}

/** The suite that the demo cloud and every real one must pass: field by field, what the graph says is what the cloud says. */
export function describeContract(name: string, open: () => Promise<ContractCloud>): void {
  describe(`the contract on ${name}`, () => {
    let cloud: ContractCloud
    const compared = { fields: 0, objects: 0 }
    beforeAll(async () => {
      cloud = await open()
    })
    afterAll(async () => {
      process.stdout.write(`contract on ${name}: compared ${compared.fields} fields of ${compared.objects} objects\n`)
      await cloud[Symbol.asyncDispose]()
    })

    const token = (caller: CallerName) => cloud.truth.callers[caller].token

    /** Every node of a connection, page by page. */
    async function walk(caller: CallerName, query: string, field: string, variables: object = {}) {
      const nodes: Node[] = []
      let after: string | null = null
      for (;;) {
        const { data, errors, status } = await cloud.ask(token(caller), query, { ...variables, after })
        expect({ errors: errors.filter(({ extensions }) => extensions.code !== 'FORBIDDEN'), status }).toEqual({
          errors: [],
          status: 200,
        })
        const connection = connectionIn(data, field)
        nodes.push(...connection.nodes)
        if (!connection.pageInfo.hasNextPage) return nodes
        after = connection.pageInfo.endCursor
      }
    }

    function compare(actual: unknown, expected: object): void {
      expect(actual).toEqual(expected)
      compared.fields += countLeaves(expected)
      compared.objects += 1
    }

    it('asks for every field that the schema has', () => {
      for (const [type, document] of [
        ['Server', SERVERS],
        ['Hypervisor', HYPERVISORS],
        ['PciDevice', DEVICES],
        ['PciPool', HYPERVISORS],
        ['HypervisorStats', HYPERVISORS],
        ['Flavor', SERVERS],
        ['ServerFlavor', SERVERS],
        ['ComputeService', HYPERVISORS],
        ['Aggregate', HYPERVISORS],
        ['Project', SERVERS],
        ['ServerFault', SERVERS],
        ['ServerAddress', SERVERS],
      ] as const) {
        const object = cloud.schema.getType(type)
        if (!isObjectType(object)) throw new Error(`${type} is no object type`)
        const words = new Set(document.match(/\w+/g))
        expect(
          Object.keys(object.getFields()).filter((field) => !words.has(field)),
          type,
        ).toEqual([])
      }
    })

    it.each(['admin', 'alice', 'bob', 'carol'] as const)(
      'shows %s every server as Nova shows it to them',
      async (caller) => {
        const view = cloud.truth.callers[caller]
        const bodies = (caller === 'admin' ? view.serversOfAllProjects : view.servers).value ?? []
        expect(bodies.length).toBeGreaterThan(0)
        const nodes = await walk(caller, SERVERS, 'servers')
        expect(nodes.map(({ id }) => id).sort()).toEqual(bodies.map(({ id }) => id).sort())
        for (const body of bodies) {
          const node = nodes.find(({ id }) => id === body.id)
          compare(withSortedDevices(node), withSortedDevices(expectedServer(body, view, cloud.truth)))
        }
      },
    )

    it("keeps to the token's project where that is asked", async () => {
      const own = cloud.truth.callers.admin.servers.value ?? []
      const nodes = await walk('admin', SERVERS, 'servers', { scope: 'PROJECT' })
      expect(nodes.map(({ id }) => id).sort()).toEqual(own.map(({ id }) => id).sort())
    })

    it('shows an admin every hypervisor as REST and SQL have it', async () => {
      const bodies = cloud.truth.callers.admin.hypervisors.value ?? []
      expect(bodies.length).toBeGreaterThan(0)
      const nodes = await walk('admin', HYPERVISORS, 'hypervisors')
      expect(nodes).toHaveLength(bodies.length)
      for (const body of bodies) {
        const { pciStats, pciDevices, servers, service, ...node } = objectIn(nodes.find(({ id }) => id === body.id))
        const { lastSeenAt, ...ofService } = objectIn(service)
        expect(typeof lastSeenAt).toBe('string')
        compare(
          { ...node, service: ofService, pciDevices: idsIn(pciDevices, 'databaseId'), servers: idsIn(servers, 'id') },
          expectedHypervisor(body, cloud.truth),
        )
        const pools = Array.isArray(pciStats) ? pciStats.map((pool: unknown) => objectIn(pool)) : []
        const expected = expectedPools(body, cloud.truth)
        for (const pool of expected) {
          const found = pools.find((one) => poolName(one) === poolName(pool))
          compare({ ...found, tags: sorted(found?.tags) }, { ...found, ...pool, tags: sorted(pool.tags) })
        }
        // What Nova keeps no pool for any more is counted from the rows alone: nothing is lost, nothing counted twice.
        const rows = cloud.truth.cell.devices.filter(({ nodeUuid }) => nodeUuid === body.id)
        expect(pools.reduce((sum, { total }) => sum + Number(total), 0)).toBe(rows.length)
        expect(pools.reduce((sum, { allocated }) => sum + Number(allocated), 0)).toBe(
          rows.filter(({ status }) => status === 'allocated').length,
        )
      }
    })

    it('shows an admin every PCI device as its row has it', async () => {
      const rows = cloud.truth.cell.devices
      expect(rows.length).toBeGreaterThan(0)
      const nodes = await walk('admin', DEVICES, 'pciDevices')
      expect(nodes).toHaveLength(rows.length)
      for (const row of rows) {
        const found = objectIn(
          nodes.find((node) => node.databaseId === row.id && objectIn(node.hypervisor).id === row.nodeUuid),
        )
        const { vendor, product, cell, observedAt, stale, ...node } = found
        const expected = expectedDevice(row, cloud.truth)
        // A row that Nova has not yet given a uuid has an id all the same.
        compare(node, row.uuid === null ? { ...expected, id: node.id } : expected)
        expect(objectIn(vendor).id).toBe(row.vendorId)
        expect(objectIn(product).id).toBe(row.productId)
        expect(objectIn(cell)).toMatchObject({ reachable: true })
        const service = cloud.truth.cell.services.find(
          ({ host, binary }) => host === row.nodeHost && binary === 'nova-compute',
        )
        const heartbeat = time(service?.lastSeenUp ?? service?.updatedAt ?? service?.createdAt)
        expect(Date.parse(String(observedAt))).toBeGreaterThanOrEqual(Date.parse(String(heartbeat)))
        if (service?.forcedDown === true) expect(stale).toBe(true)
      }
    })

    it('counts what Placement counts, where the cloud reports PCI devices there', () => {
      const { providers, cell } = cloud.truth
      for (const provider of providers.filter(({ traits }) => traits.includes('COMPUTE_MANAGED_PCI_DEVICE'))) {
        const root = providers.find(({ uuid }) => uuid === provider.rootUuid)
        const address = provider.name.slice((root?.name.length ?? 0) + 1).toLowerCase()
        const rows = cell.devices.filter(
          (row) => row.nodeUuid === provider.rootUuid && [row.address, row.parentAddress].includes(address),
        )
        const [inventory] = Object.values(provider.inventories)
        const [used] = Object.values(provider.usages)
        compare(
          {
            total: rows.length,
            used: rows.filter(({ status }) => status === 'allocated' || status === 'claimed').length,
          },
          { total: inventory?.total, used },
        )
      }
    })

    it.each(['alice', 'bob', 'carol'] as const)(
      'tells %s nothing that only the store or an admin knows',
      async (caller) => {
        const { data, errors } = await cloud.ask(
          token(caller),
          '{ hypervisors { nodes { id } } pciDevices { nodes { id } } pciDeviceGroups(by: [PRODUCT]) { nodes { count } } cloud { name cells { name } } }',
        )
        expect(data).toMatchObject({
          hypervisors: null,
          pciDevices: null,
          pciDeviceGroups: null,
          cloud: { cells: null },
        })
        expect(errors.map(({ path, extensions }) => [path?.join('.'), extensions.code]).sort()).toEqual([
          ['cloud.cells', 'FORBIDDEN'],
          ['hypervisors', 'FORBIDDEN'],
          ['pciDeviceGroups', 'FORBIDDEN'],
          ['pciDevices', 'FORBIDDEN'],
        ])
      },
    )

    it.each(['alice', 'bob', 'carol'] as const)(
      'shows %s the devices of the own servers as their rows have them, and nothing of where they sit',
      async (caller) => {
        const rows = cloud.truth.cell.devices.filter(
          ({ instanceUuid }) =>
            cloud.truth.callers[caller].servers.value?.some(({ id }) => id === instanceUuid) ?? false,
        )
        const nodes = await walk(caller, OWN_DEVICES, 'servers')
        const devices = nodes.flatMap(({ pciDevices }) => (Array.isArray(pciDevices) ? pciDevices.map(objectIn) : []))
        expect(devices).toHaveLength(rows.length)
        for (const row of rows) {
          const { vendor, product, ...device } = objectIn(
            devices.find(({ serverId, databaseId }) => serverId === row.instanceUuid && databaseId === row.id),
          )
          compare(device, toOwner(expectedDevice(row, cloud.truth)))
          expect([objectIn(vendor).id, objectIn(product).id]).toEqual([row.vendorId, row.productId])
        }
      },
    )

    it("hides another project's server as if there were none", async () => {
      const [bobs] = cloud.truth.callers.bob.servers.value ?? []
      const query = 'query ($id: ID!) { server(id: $id) { id name } }'
      expect(await cloud.ask(token('alice'), query, { id: bobs?.id })).toMatchObject({
        data: { server: null },
        errors: [],
      })
      expect(await cloud.ask(token('bob'), query, { id: bobs?.id })).toMatchObject({
        data: { server: { name: bobs?.name } },
      })
    })

    it.each(['auditor', 'unscoped'] as const)('refuses the token of %s, which is on no project', async (caller) => {
      const { status, data, errors } = await cloud.ask(token(caller), '{ servers { nodes { id } } }')
      expect(status).toBe(401)
      expect(data ?? null).toBeNull()
      expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
    })

    it('refuses a request without a token, and one with a made-up token', async () => {
      for (const none of [null, 'gAAAAABmade-up']) {
        const { status, errors } = await cloud.ask(none, '{ cloud { name } }')
        expect(status).toBe(401)
        expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
      }
    })
  })
}

type Node = Readonly<Record<string, unknown>>

function connectionIn(data: ContractAnswer['data'], field: string) {
  const connection = objectIn(data?.[field])
  const { hasNextPage, endCursor } = objectIn(connection.pageInfo)
  if (!Array.isArray(connection.nodes)) throw new Error(`${field} has no nodes`)
  return {
    nodes: connection.nodes.map((node: unknown) => objectIn(node)),
    pageInfo: { hasNextPage: hasNextPage === true, endCursor: typeof endCursor === 'string' ? endCursor : null },
  }
}

function objectIn(value: unknown): Node {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function idsIn(connection: unknown, id: 'id' | 'databaseId'): unknown[] {
  const { nodes } = objectIn(connection)
  return Array.isArray(nodes) ? nodes.map((node: unknown) => objectIn(node)[id]).sort() : []
}

function withSortedDevices(server: object | undefined): object {
  const node = objectIn(server)
  return {
    ...node,
    pciDevices: Array.isArray(node.pciDevices) ? idsIn({ nodes: node.pciDevices }, 'databaseId') : node.pciDevices,
  }
}

function poolName(pool: Node): string {
  return JSON.stringify([pool.vendorId, pool.productId, pool.numaNode, sorted(pool.tags)])
}

function sorted(tags: unknown): string[] {
  return Array.isArray(tags)
    ? tags.map((tag: unknown) => `${String(objectIn(tag).key)}=${String(objectIn(tag).value)}`).sort()
    : []
}

function countLeaves(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, inner) => sum + countLeaves(inner), 0)
}
