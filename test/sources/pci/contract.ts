import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PciStoreUnavailable } from '../../../src/errors.ts'
import { deviceLocationId, locationIdOf } from '../../../src/model/device-location-id.ts'
import { PCI_DEVICE_GROUPINGS, PCI_DEVICE_ORDER_FIELDS } from '../../../src/model/pci-device-filter.ts'
import type { PciDeviceFilter, PciDeviceOrder } from '../../../src/model/pci-device-filter.ts'
import type { PciDevice } from '../../../src/model/pci-device.ts'
import type { CellConfig } from '../../../src/sources/pci/cell-url.ts'
import { openPciStore } from '../../../src/sources/pci/open-store.ts'
import type { DevicePosition, PciStore } from '../../../src/sources/pci/store.ts'
import { NASTY_CELL, PROJECT_A, RECORDED_CELL, SERVER } from '../../support/databases/cells.ts'
import type { SeededCell } from '../../support/databases/cells.ts'
import { expectedDevices } from '../../support/databases/expected-devices.ts'
import { matchesFilter } from '../../support/databases/matches-filter.ts'
import { randomFilter, randomOrder } from '../../support/databases/random-filters.ts'
import { silentLog, storeCall } from '../../support/databases/store-call.ts'
import { compareDevices, expectedGroups } from '../../support/databases/sorted-and-grouped.ts'
import { plainDevice } from '../../support/plain-device.ts'

export type SeededDatabases = AsyncDisposable & {
  /** The cells, in the order given, each to be read by a user that has only the documented grants. */
  readonly cells: readonly CellConfig[]
  /** A URL of this kind where nothing answers. */
  readonly deadUrl: string
}

/** What every store must do, asked of two cells: a real Nova's, and one that years of service left its marks on. */
export function describePciStore(
  name: string,
  seedCells: (cells: readonly SeededCell[]) => Promise<SeededDatabases>,
  /** Of which a database is asked with one statement. */
  mostKeys = Infinity,
): void {
  const all = 'every project'
  const cells = [RECORDED_CELL, NASTY_CELL]
  const devices = cells.flatMap(expectedDevices)
  const [recorded, nasty] = cells.map(expectedDevices)
  // The same cases each time: a red run is about the change at hand.
  const seed = 20_261_122
  const runs = { numRuns: 150, seed }

  describe(name, () => {
    let databases: SeededDatabases
    let store: PciStore

    const open = (configs: readonly CellConfig[]) =>
      openPciStore(configs, { statementTimeoutMs: 10_000, poolSize: 4, log: silentLog })
    const page = (filter: PciDeviceFilter, orderBy: PciDeviceOrder | null = null) =>
      store.pageDevices(storeCall().call, { filter, orderBy, first: 1000, after: null }, all)
    const idsOf = (found: readonly PciDevice[]) => found.map((device) => `${device.cell} ${device.databaseId}`)

    beforeAll(async () => {
      databases = await seedCells(cells)
      store = open(databases.cells)
    }, 120_000)
    afterAll(async () => {
      await store.close()
      await databases[Symbol.asyncDispose]()
    }, 60_000)

    it('answers a filter of 200 conditions in whatever shape, and refuses one of more', async () => {
      const ends = Array.from({ length: 50 }, (_, index) => index.toString(16).padStart(2, '0'))
      const wide = (conditions: readonly string[]): PciDeviceFilter => ({
        or: conditions.map((end) => ({
          address: { contains: `:${end}.`, ne: '0000:00:00.0' },
          not: { cell: { eq: '' } },
        })),
      })
      // Each has three conditions, and the deepest shape nests them under every kind of joint.
      const nested = ends.reduce<PciDeviceFilter>(
        (inner, end) => ({ not: { or: [inner, { label: { eq: end }, numaNode: { gt: 99 } }] } }),
        wide(ends.slice(0, 30)),
      )
      for (const filter of [wide(ends), nested]) {
        const expected = devices.filter((device) => matchesFilter(filter, device))
        expect(await store.countDevices(storeCall().call, filter, all)).toBe(expected.length)
      }
      const tooMany = { or: Array.from({ length: 201 }, () => ({ address: { contains: ':' } })) }
      const refusal = { code: 'LIMIT_EXCEEDED', details: { limit: 'filterConditions', max: 200, actual: 201 } }
      await expect(page(tooMany)).rejects.toMatchObject(refusal)
      await expect(store.countDevices(storeCall().call, tooMany, all)).rejects.toMatchObject(refusal)
    })

    it('names its cells in the order of the configuration', () => {
      expect(store.cells).toEqual(['recorded', 'nasty'])
    })

    it('reads each live device of a live node with all that its cell knows, cell by cell', async () => {
      const { devices: found, hasNextPage } = await page({})
      expect(found.map(({ device }) => plainDevice(device))).toEqual(devices)
      expect(hasNextPage).toBe(false)
      expect(found).toHaveLength(63 + 15)
    })

    describe('look-ups', () => {
      it('finds the devices of servers on both sides of a resize, and of servers that are gone', async () => {
        const { call, statements } = storeCall()
        const ids = [SERVER.resized, SERVER.deleted.toUpperCase(), SERVER.purged, 'unknown', 'nul \0']
        const { items, unavailable } = await store.listDevicesByServer(call, ids, all)
        expect(idsOf(items)).toEqual(['nasty 1', 'nasty 2', 'nasty 10', 'nasty 11'])
        expect(unavailable).toEqual([])
        expect(statements.sort()).toEqual(['nasty', 'recorded'])
      })

      it('takes fifty thousand servers in as few statements per cell as its rows are read in', async () => {
        const { call, statements } = storeCall()
        const strangers = Array.from({ length: 49_999 }, (_, index) => `server-${index}`)
        const { items } = await store.listDevicesByServer(call, [...strangers, SERVER.resized], all)
        expect(idsOf(items)).toEqual(['nasty 1', 'nasty 2'])
        expect(statements).toHaveLength(2 * Math.max(1, 50_000 / mostKeys))
      })

      it('finds devices by Nova’s uuid with one statement per cell', async () => {
        const { call, statements } = storeCall()
        const wanted = devices.filter((_, index) => index % 7 === 0)
        const { items } = await store.listDevicesById(
          call,
          wanted.map(({ id }) => id.toUpperCase()),
          all,
        )
        expect(items.map(plainDevice)).toEqual(wanted)
        expect(statements).toHaveLength(2)
      })

      it('finds devices by location id, with one statement more, also after Nova gave them a uuid', async () => {
        const { call, statements } = storeCall()
        const wanted = nasty?.filter(({ databaseId }) => [3, 6].includes(databaseId)) ?? []
        const { items } = await store.listDevicesById(call, wanted.map(locationIdOf), all)
        expect(items.map(plainDevice)).toEqual(wanted)
        expect(items[0]?.id).toBe(
          deviceLocationId({ hypervisorId: '11111111-1111-4111-8111-111111111111', address: '0000:04:10.1' }),
        )
        expect(statements).toHaveLength(4)
      })

      it('finds devices by slot, telling hosts apart that differ in case or accents only', async () => {
        const { call, statements } = storeCall()
        const slots = ['GPU-A', 'gpu-ä', 'nobody'].map((host) => ({ host, address: '0000:04:10.0' }))
        const { items } = await store.listDevicesBySlot(
          call,
          [...slots, { host: 'gpu-a', address: 'FFFF:FF:1F.7' }],
          all,
        )
        expect(idsOf(items)).toEqual(['nasty 2', 'nasty 8'])
        expect(statements).toHaveLength(2)
      })

      it('finds physical functions by place and virtual functions by parent, in the cell named alone', async () => {
        const { call, statements } = storeCall()
        const place = { cell: 'nasty', nodeDatabaseId: 1, address: '0000:04:00.0' }
        const physical = await store.listDevicesByPlace(call, [place, { ...place, cell: 'no such cell' }], all)
        const virtual = await store.listChildDevices(call, [place], all)
        expect(idsOf(physical.items)).toEqual(['nasty 17'])
        expect(idsOf(virtual.items)).toEqual(['nasty 6'])
        expect(statements).toEqual(['nasty', 'nasty'])
      })

      it('finds the family of every recorded device in one statement', async () => {
        const { call, statements } = storeCall()
        const parents = (recorded ?? []).map(({ cell, node, address }) => ({
          cell,
          nodeDatabaseId: node.databaseId,
          address,
        }))
        const { items } = await store.listChildDevices(call, parents, all)
        const expected = (recorded ?? []).filter(({ node, parentAddress }) =>
          parents.some((place) => place.nodeDatabaseId === node.databaseId && place.address === parentAddress),
        )
        expect(items.map(plainDevice)).toEqual(expected)
        expect(statements).toEqual(['recorded'])
      })

      it('asks nothing for no keys', async () => {
        const { call, statements } = storeCall()
        const answers = await Promise.all([
          store.listDevicesByServer(call, [], all),
          store.listDevicesById(call, [], all),
          store.listDevicesBySlot(call, [], all),
          store.listDevicesByPlace(call, [], all),
          store.listChildDevices(call, [], all),
          store.countDevicesByNode(call, [], {}, all),
          store.listNodePciStats(call, []),
        ])
        expect(answers.map(({ items }) => items.length)).toEqual([0, 0, 0, 0, 0, 0, 0])
        expect(statements).toEqual([])
      })
    })

    describe('filters', () => {
      it('means by every filter what its documentation says', async () => {
        await fc.assert(
          fc.asyncProperty(randomFilter(devices), async (filter) => {
            const expected = devices.filter((device) => matchesFilter(filter, device))
            const found = (await page(filter)).devices.map(({ device }) => device)
            expect(idsOf(found)).toEqual(idsOf(expected))
            expect(await store.countDevices(storeCall().call, filter, all)).toBe(expected.length)
          }),
          runs,
        )
      }, 120_000)

      it.each<[string, PciDeviceFilter, number]>([
        ['everything', {}, 78],
        ['nothing, for an empty or', { or: [] }, 0],
        ['nothing, for an empty in', { status: { in: [] } }, 0],
        ['everything, for an empty notIn', { status: { notIn: [] } }, 78],
        ['everything, for not an empty in', { not: { id: { in: [] } } }, 78],
      ])('matches %s', async (_, filter, count) => {
        expect(await store.countDevices(storeCall().call, filter, all)).toBe(count)
      })

      it('counts a device of no NUMA node as not on node 0', async () => {
        const without = devices.filter(({ numaNode }) => numaNode === null)
        expect(without.length).toBeGreaterThan(0)
        const { devices: found } = await page({ not: { numaNode: { eq: 0 } } })
        expect(idsOf(found.map(({ device }) => device))).toEqual(expect.arrayContaining(idsOf(without)))
      })

      it('does not ask a cell that cannot match', async () => {
        const { call, statements } = storeCall()
        // What was counted before need not be asked again: so it is something that was not.
        await store.countDevices(call, { cell: { startsWith: 'nas' }, label: { ne: 'not counted before' } }, all)
        await store.groupDevices(call, { by: ['type'], filter: { not: { cell: { ne: 'nasty' } } } }, all)
        expect(statements).toEqual(['nasty', 'nasty'])
      })

      it('takes ten thousand values', async () => {
        const strangers = Array.from({ length: 10_000 }, (_, index) => `host-${index}`)
        const found = await page({ host: { in: [...strangers, 'GPU-A'] }, id: { notIn: strangers } })
        expect(idsOf(found.devices.map(({ device }) => device))).toEqual(['nasty 2', 'nasty 16'])
      })
    })

    describe('pages', () => {
      it('shows every device once, in the order asked for, whatever the page size', async () => {
        await fc.assert(
          fc.asyncProperty(
            randomFilter(devices),
            randomOrder,
            fc.integer({ min: 7, max: 40 }),
            async (filter, orderBy, first) => {
              const expected = devices
                .filter((device) => matchesFilter(filter, device))
                .sort(compareDevices(orderBy, store.cells))
              const found: PciDevice[] = []
              let after: DevicePosition | null = null
              do {
                const read = await store.pageDevices(storeCall().call, { filter, orderBy, first, after }, all)
                found.push(...read.devices.map(({ device }) => device))
                after = read.hasNextPage ? (read.devices.at(-1)?.position ?? null) : null
              } while (after !== null)
              expect(idsOf(found)).toEqual(idsOf(expected))
            },
          ),
          { numRuns: 60, seed },
        )
      }, 120_000)

      it.each(
        PCI_DEVICE_ORDER_FIELDS.flatMap((field) => [
          { field, direction: 'asc' } as const,
          { field, direction: 'desc' } as const,
        ]),
      )(
        'walks device by device through $field $direction',
        async (orderBy) => {
          const found: PciDevice[] = []
          let after: DevicePosition | null = null
          do {
            const read = await store.pageDevices(storeCall().call, { filter: {}, orderBy, first: 1, after }, all)
            found.push(...read.devices.map(({ device }) => device))
            after = read.hasNextPage ? (read.devices.at(-1)?.position ?? null) : null
          } while (after !== null)
          expect(idsOf(found)).toEqual(idsOf([...devices].sort(compareDevices(orderBy, store.cells))))
        },
        60_000,
      )

      it('asks a cell only when its turn comes', async () => {
        const { call, statements } = storeCall()
        const query = { filter: {}, orderBy: null, first: 60, after: null }
        const { devices: found } = await store.pageDevices(call, query, all)
        expect(statements).toEqual(['recorded'])
        const next = await store.pageDevices(call, { ...query, after: found.at(-1)?.position ?? null }, all)
        expect(next.devices).toHaveLength(18)
        expect(statements).toEqual(['recorded', 'recorded', 'nasty'])
      })

      it.each<[string, DevicePosition, PciDeviceOrder | null]>([
        ['of another order', { cell: 'nasty', databaseId: 1, values: ['x'] }, null],
        ['of another kind', { cell: 'nasty', databaseId: 1, values: ['x'] }, { field: 'numaNode', direction: 'asc' }],
        [
          'without its time',
          { cell: 'nasty', databaseId: 1, values: ['soon'] },
          { field: 'createdAt', direction: 'asc' },
        ],
        ['of a cell that is gone', { cell: 'gone', databaseId: 1, values: [] }, null],
      ])('refuses a position %s', async (_, after, orderBy) => {
        const read = store.pageDevices(storeCall().call, { filter: {}, orderBy, first: 1, after }, all)
        await expect(read).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
      })
    })

    describe('by node', () => {
      const hypervisorIds = [...new Set(devices.map(({ node }) => node.hypervisorId ?? ''))]

      it('pages through all nodes at once, each in the order asked for', async () => {
        await fc.assert(
          fc.asyncProperty(
            randomFilter(devices),
            randomOrder,
            fc.integer({ min: 1, max: 6 }),
            fc.option(fc.constantFrom(...devices)),
            async (filter, orderBy, first, last) => {
              const { call, statements } = storeCall()
              const compare = compareDevices(orderBy, store.cells)
              const after = last === null ? null : ((await positionsIn(orderBy)).get(idsOf([last])[0] ?? '') ?? null)
              const query = { filter, orderBy, first, after }
              const { items } = await store.pageDevicesByNode(call, hypervisorIds, query, all)
              expect(statements.length).toBeLessThanOrEqual(4)
              const expected = hypervisorIds.map((id) => {
                const ofNode = devices
                  .filter((device) => device.node.hypervisorId === id && matchesFilter(filter, device))
                  .filter((device) => last === null || compare(device, last) > 0)
                  .sort(compare)
                return [id, idsOf(ofNode.slice(0, first)), ofNode.length > first]
              })
              const found = hypervisorIds.map((id) => {
                const read = items.find(([node]) => node === id)?.[1]
                return [id, idsOf(read?.devices.map(({ device }) => device) ?? []), read?.hasNextPage ?? false]
              })
              expect(found).toEqual(expected)
            },
          ),
          { numRuns: 60, seed },
        )
      }, 120_000)

      async function positionsIn(orderBy: PciDeviceOrder | null) {
        const { devices: found } = await page({}, orderBy)
        return new Map(found.map(({ device, position }) => [idsOf([device])[0] ?? '', position]))
      }

      it('counts in one statement per cell', async () => {
        const { call, statements } = storeCall()
        const filter: PciDeviceFilter = { status: { eq: 'available' } }
        const { items } = await store.countDevicesByNode(call, hypervisorIds, filter, all)
        const expected = Map.groupBy(
          devices.filter((device) => matchesFilter(filter, device)),
          ({ node }) => node.hypervisorId,
        )
        expect(new Map(items)).toEqual(new Map([...expected].map(([id, list]) => [id, list.length])))
        expect(statements).toHaveLength(2)
      })

      it('tells the pools of each node and counts its rows, in two statements per cell', async () => {
        const { call, statements, warnings } = storeCall()
        const { items } = await store.listNodePciStats(call, [...hypervisorIds, 'unknown'])
        expect(statements).toHaveLength(4)
        expect(items.map(({ hypervisorId }) => hypervisorId).sort()).toEqual([...hypervisorIds].sort())
        for (const { hypervisorId, rows } of items) {
          const onNode = devices.filter(({ node }) => node.hypervisorId === hypervisorId)
          expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(onNode.length)
          for (const group of rows) {
            const alike = onNode.filter(
              (device) =>
                device.vendorId === group.vendorId &&
                device.productId === group.productId &&
                device.typeText === group.typeText &&
                device.numaNode === group.numaNode &&
                (device.parentAddress ?? device.address) === group.familyAddress &&
                device.status === group.status,
            )
            expect(group.count).toBe(alike.length)
          }
        }
        const poolsOf = (id: string) => items.find(({ hypervisorId }) => hypervisorId === id)?.pools
        expect(poolsOf('11111111-1111-4111-8111-111111111111')).toEqual([])
        expect(poolsOf('22222222-2222-4222-8222-222222222222')).toEqual([])
        expect(poolsOf('33333333-3333-4333-8333-333333333333')).toBeNull()
        expect(poolsOf('55555555-5555-4555-8555-555555555555')).toEqual([
          { vendorId: '8086', productId: '0443', numaNode: null, count: 2, tags: { x: '1' } },
        ])
        expect(warnings).toEqual([{ cell: 'nasty', hypervisorId: '33333333-3333-4333-8333-333333333333' }])
        const interfaces = items.flatMap(({ rows }) => rows.map(({ parentInterface }) => parentInterface))
        expect(new Set(interfaces)).toEqual(new Set([null, 'ens1f0', 'ens2f0', 'ens5f0np0', 'ens6f0np0']))
      })
    })

    describe('groups', () => {
      it('counts by any keys what the devices amount to', async () => {
        await fc.assert(
          fc.asyncProperty(
            randomFilter(devices),
            fc.uniqueArray(fc.constantFrom(...PCI_DEVICE_GROUPINGS), { minLength: 1, maxLength: 3 }),
            async (filter, by) => {
              const expected = expectedGroups(
                devices.filter((device) => matchesFilter(filter, device)),
                by,
              )
              expect(await store.groupDevices(storeCall().call, { by, filter }, all)).toEqual(expected)
            },
          ),
          { numRuns: 80, seed },
        )
      }, 120_000)

      it('asks each cell once', async () => {
        const { call, statements } = storeCall()
        await store.groupDevices(call, { by: ['product', 'numaNode'], filter: {} }, all)
        expect(statements.sort()).toEqual(['nasty', 'recorded'])
      })
    })

    describe('tenancy', () => {
      const tenancy = { projectId: PROJECT_A }
      const own = devices.filter(({ owner }) => owner?.projectId === PROJECT_A && !owner.deleted)

      it('shows a project the devices of its servers and no others, by every question', async () => {
        const { call } = storeCall()
        const query = { filter: {}, orderBy: null, first: 1000, after: null }
        const hypervisorIds = devices.map(({ node }) => node.hypervisorId ?? '')
        const places = devices.map(({ cell, node, address }) => ({ cell, nodeDatabaseId: node.databaseId, address }))
        const parents = devices.map((device) => ({
          cell: device.cell,
          nodeDatabaseId: device.node.databaseId,
          address: device.parentAddress ?? '',
        }))
        const slots = devices.map(({ node, address }) => ({ host: node.host ?? '', address }))
        const lists = await Promise.all([
          store.listDevicesByServer(
            call,
            devices.map(({ serverId }) => serverId ?? ''),
            tenancy,
          ),
          store.listDevicesById(
            call,
            devices.map(({ id }) => id),
            tenancy,
          ),
          store.listDevicesById(call, devices.map(locationIdOf), tenancy),
          store.listDevicesBySlot(call, slots, tenancy),
          store.listDevicesByPlace(call, places, tenancy),
        ])
        for (const { items } of lists) expect(idsOf(items).sort()).toEqual(idsOf(own).sort())
        const children = await store.listChildDevices(call, parents, tenancy)
        expect(idsOf(children.items)).toEqual(idsOf(own.filter(({ parentAddress }) => parentAddress !== null)))
        expect(
          (await store.pageDevices(call, query, tenancy)).devices.map(({ device }) => plainDevice(device)),
        ).toEqual(own)
        expect(await store.countDevices(call, {}, tenancy)).toBe(own.length)
        const byNode = await store.pageDevicesByNode(call, hypervisorIds, query, tenancy)
        expect(byNode.items.reduce((sum, [, { devices: list }]) => sum + list.length, 0)).toBe(own.length)
        const counts = await store.countDevicesByNode(call, hypervisorIds, {}, tenancy)
        expect(counts.items.reduce((sum, [, count]) => sum + count, 0)).toBe(own.length)
        expect(await store.groupDevices(call, { by: ['project', 'server'], filter: {} }, tenancy)).toEqual(
          expectedGroups(own, ['project', 'server']),
        )
        expect(own.length).toBeGreaterThan(2)
      })

      it('takes the project as it is written', async () => {
        const { call } = storeCall()
        expect(await store.countDevices(call, {}, { projectId: 'Project-É' })).toBe(3)
        expect(await store.countDevices(call, {}, { projectId: 'project-e' })).toBe(0)
        expect(await store.countDevices(call, {}, { projectId: PROJECT_A.toUpperCase() })).toBe(0)
      })
    })

    describe('cells that are down', () => {
      const dead = () => ({ name: 'dead', uuid: null, url: databases.deadUrl })

      it('answers look-ups from the living and names the dead', async () => {
        await using other = closing(open([...databases.cells, dead()]))
        const { call, statements } = storeCall()
        const { items, unavailable } = await other.store.listDevicesByServer(call, [SERVER.resized], all)
        expect(idsOf(items)).toEqual(['nasty 1', 'nasty 2'])
        expect(unavailable).toHaveLength(1)
        expect(unavailable[0]).toBeInstanceOf(PciStoreUnavailable)
        expect(unavailable[0]?.details).toEqual({ cell: 'dead' })
        expect(unavailable[0]?.message).toMatch(/^The PCI devices of cell dead cannot be read: /)
        expect(unavailable[0]?.message).not.toMatch(/secret|select/i)
        expect(statements.sort()).toEqual(['dead', 'nasty', 'recorded'])
      })

      it('throws for questions about the whole, unless the filter leaves the dead cell out', async () => {
        await using other = closing(open([...databases.cells, dead()]))
        const { call } = storeCall()
        const query = { filter: {}, orderBy: null, first: 1000, after: null }
        const unavailable = { code: 'PCI_STORE_UNAVAILABLE', details: { cell: 'dead' } }
        await expect(other.store.pageDevices(call, query, all)).rejects.toMatchObject(unavailable)
        await expect(other.store.countDevices(call, {}, all)).rejects.toMatchObject(unavailable)
        await expect(other.store.groupDevices(call, { by: ['type'], filter: {} }, all)).rejects.toMatchObject(
          unavailable,
        )
        await expect(other.store.probe(call.signal)).rejects.toMatchObject(unavailable)
        expect(await other.store.countDevices(call, { cell: { ne: 'dead' } }, all)).toBe(78)
        expect((await other.store.pageDevices(call, { ...query, first: 5 }, all)).devices).toHaveLength(5)
      })

      it('describes every cell, and how old a copy may be', async () => {
        await using other = closing(open([...databases.cells, dead()]))
        const database = expect.stringMatching(/^(SQLITE|MYSQL|POSTGRESQL)$/) as string
        expect(await other.store.describeCells(storeCall().call)).toEqual([
          { cell: 'recorded', database, reachable: true, observedAt: new Date('2026-11-22T15:36:13Z') },
          { cell: 'nasty', database, reachable: true, observedAt: new Date('2026-11-22T11:00:00Z') },
          { cell: 'dead', database, reachable: false, observedAt: null },
        ])
      })

      it('is ready when every cell answers', async () => {
        await expect(store.probe(new AbortController().signal)).resolves.toBeUndefined()
      })

      it('gives up at once, with its reason, when nobody waits any more', async () => {
        const { call, statements } = storeCall(AbortSignal.abort(new Error('gone')))
        await expect(store.countDevices(call, {}, all)).rejects.toThrow('gone')
        await expect(store.listDevicesByServer(call, [SERVER.resized], all)).rejects.toThrow('gone')
        expect(statements).toEqual([])
      })
    })
  })
}

function closing(store: PciStore) {
  return { store, [Symbol.asyncDispose]: () => store.close() }
}
