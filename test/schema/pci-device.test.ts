import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph } from '../support/graph.ts'

type Device = {
  id: string
  address: string
  type: string
  status: string
  slot: { host: string; address: string }
  parentAddress: string | null
  serverId: string | null
  server: { id: string; name: string; hypervisor: { id: string } | null } | null
  hypervisor: { id: string }
  onServerHost: boolean | null
  stale: boolean
  physicalFunction: { id: string; address: string } | null
  virtualFunctions: { id: string; parentAddress: string }[]
  vendorId: string
  productId: string
  vendor: { id: string; name: string | null }
  product: { id: string; name: string | null; vendor: { id: string } }
}

const FIELDS = /* GraphQL */ `
  fragment Fields on PciDevice {
    id
    address
    type
    status
    slot {
      host
      address
    }
    parentAddress
    serverId
    server {
      id
      name
      hypervisor {
        id
      }
    }
    hypervisor {
      id
    }
    onServerHost
    stale
    physicalFunction {
      id
      address
    }
    virtualFunctions {
      id
      parentAddress
    }
    vendorId
    productId
    vendor {
      id
      name
    }
    product {
      id
      name
      vendor {
        id
      }
    }
  }
`
const ALL = `{ pciDevices(first: 5000) { nodes { ...Fields } } } ${FIELDS}`
const BY_ID = 'query ($id: ID!) { pciDevice(id: $id) { id address } }'
const BY_SLOT = 'query ($slot: PciSlotInput!) { pciDeviceBySlot(slot: $slot) { id } }'

describe('a device', () => {
  let graph: Graph
  let all: readonly Device[]
  let statements: number
  beforeAll(async () => {
    graph = await startGraph()
    const { data, errors, upstream } = await graph.ask<{ pciDevices: { nodes: Device[] } }>(ALL)
    expect(errors).toEqual([])
    all = data?.pciDevices.nodes ?? []
    statements = upstream.sql[0]?.count ?? 0
    // One of them is for an owner that no listing has.
    expect(countOf({ upstream }, 'nova')).toBeLessThanOrEqual(4)
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  const rows = (sql: string): Record<string, string | number | null>[] => {
    const database = new Sqlite(graph.demo.database('cell1'), { readonly: true })
    try {
      return database.prepare<[], Record<string, string | number | null>>(sql).all()
    } finally {
      database.close()
    }
  }

  it('costs no more statements with its family than there are levels: the page, the parents, the children', () => {
    expect(statements).toBeLessThanOrEqual(3)
  })

  it('is found by its id, capitals or not, in one statement', async () => {
    const [device] = all
    for (const id of [device?.id, device?.id.toUpperCase()]) {
      const answer = await graph.ask(BY_ID, { variables: { id } })
      expect(answer).toMatchObject({ errors: [], data: { pciDevice: { id: device?.id } } })
      expect(answer.upstream.sql).toMatchObject([{ count: 1 }])
    }
  })

  it('is found by its slot, a capital in the address forgiven, and in one statement', async () => {
    const device = all.find(({ address }) => /[a-f]/.test(address))
    for (const address of [device?.address, device?.address.toUpperCase()]) {
      const answer = await graph.ask(BY_SLOT, { variables: { slot: { host: device?.slot.host, address } } })
      expect(answer).toMatchObject({ errors: [], data: { pciDeviceBySlot: { id: device?.id } } })
      expect(answer.upstream.sql).toMatchObject([{ count: 1 }])
    }
  })

  it('is null where there is none, and no error', async () => {
    const [device] = all
    for (const id of ['00000000-0000-4000-8000-000000000000', '00000000-0000-5000-8000-000000000000']) {
      expect(await graph.ask(BY_ID, { variables: { id } })).toMatchObject({ errors: [], data: { pciDevice: null } })
    }
    for (const slot of [
      { host: device?.slot.host, address: '00ff:ff:1f.7' },
      { host: 'nowhere', address: device?.address },
      { host: device?.slot.host.toUpperCase(), address: device?.address },
    ]) {
      expect(await graph.ask(BY_SLOT, { variables: { slot } })).toMatchObject({
        errors: [],
        data: { pciDeviceBySlot: null },
      })
    }
  })

  it('cannot be asked for by what is no id and no address', async () => {
    expect((await graph.ask(BY_ID, { variables: { id: '17' } })).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'id' } },
    ])
    expect(
      (await graph.ask(BY_SLOT, { variables: { slot: { host: 'gpu-h01', address: '3b:00.0' } } })).errors,
    ).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'slot' } }])
  })

  it('is taken out of every list when it is deleted', () => {
    const [{ count } = {}] = rows('SELECT count(*) AS count FROM pci_devices WHERE deleted = 0')
    const [{ count: deleted } = {}] = rows('SELECT count(*) AS count FROM pci_devices WHERE deleted <> 0')
    expect(all).toHaveLength(Number(count))
    expect(deleted).toBeGreaterThan(0)
  })

  it('is tied to its physical function and that to it', () => {
    const byId = new Map(all.map((device) => [device.id, device]))
    const virtual = all.filter(({ physicalFunction }) => physicalFunction !== null)
    expect(virtual.length).toBeGreaterThan(0)
    for (const { id, parentAddress, physicalFunction, hypervisor } of virtual) {
      const parent = byId.get(physicalFunction?.id ?? '')
      expect(parent).toMatchObject({ address: parentAddress, type: 'PF', hypervisor })
      expect(parent?.virtualFunctions.map((child) => child.id)).toContain(id)
    }
    const children = all.flatMap(({ virtualFunctions }) => virtualFunctions)
    expect(children).toHaveLength(virtual.length)
  })

  it('has no physical function where that is not on offer to Nova, and no error', () => {
    const orphans = all.filter(
      ({ parentAddress, physicalFunction }) => parentAddress !== null && physicalFunction === null,
    )
    expect(orphans.length).toBeGreaterThan(0)
    for (const { slot, parentAddress } of orphans) {
      expect(all.some((other) => other.slot.host === slot.host && other.address === parentAddress)).toBe(false)
    }
  })

  it('keeps the id of a server that is gone, and is nobody’s there', () => {
    const leaked = all.filter(({ serverId, server }) => serverId !== null && server === null)
    expect(leaked).toHaveLength(2)
    for (const device of leaked) expect(device).toMatchObject({ status: 'ALLOCATED', onServerHost: null })
  })

  it('is on the host of its server, but for the other side of a resize or migration', () => {
    const owned = all.filter(({ server }) => server !== null)
    for (const { onServerHost, server, hypervisor } of owned)
      expect(onServerHost).toBe(server?.hypervisor?.id === hypervisor.id)
    const elsewhere = owned.filter(({ onServerHost }) => onServerHost === false)
    expect(new Set(elsewhere.map(({ server }) => server?.name))).toEqual(new Set(['basecall-resized', 'frame-cache']))
  })

  it('is stale on the host that is down, and there alone', () => {
    const stale = new Set(all.filter((device) => device.stale).map(({ slot }) => slot.host))
    expect([...stale]).toEqual(['gpu-t01'])
    expect(all.filter(({ slot }) => slot.host === 'gpu-t01').every((device) => device.stale)).toBe(true)
  })

  it('has names for its vendor and product', () => {
    for (const { vendorId, productId, vendor, product } of all) {
      expect([vendor.id, product.id, product.vendor.id]).toEqual([vendorId, productId, vendorId])
    }
    const h100 = all.find(({ productId }) => productId === '2330')
    expect(h100?.vendor.name).toBe('NVIDIA Corporation')
    expect(h100?.product.name).toContain('H100')
  })
})

describe('a row without uuid', () => {
  it('has an id of its place, which finds it still when Nova has given it a uuid', async () => {
    await using graph = await startGraph()
    const database = new Sqlite(graph.demo.database('cell1'))
    const [row] = database
      .prepare<[], { id: number }>('SELECT id FROM pci_devices WHERE uuid IS NULL AND deleted = 0')
      .all()
    const find = '{ pciDevices(filter: { databaseId: { eq: ROW } }) { nodes { id address } } }'.replace(
      'ROW',
      String(row?.id),
    )
    type Found = { pciDevices: { nodes: { id: string; address: string }[] } }
    const before = (await graph.ask<Found>(find)).data?.pciDevices.nodes[0]
    expect(before?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/)
    const byPlace = { variables: { id: before?.id } }
    const unnamed = await graph.ask(BY_ID, byPlace)
    expect(unnamed).toMatchObject({ errors: [], data: { pciDevice: before } })

    const uuid = '9d1b2f8e-6a57-4d53-8c39-0f6f5f0b7a11'
    database.prepare('UPDATE pci_devices SET uuid = ? WHERE id = ?').run(uuid, row?.id)
    database.close()
    const after = (await graph.ask<Found>(find)).data?.pciDevices.nodes[0]
    expect(after).toEqual({ id: uuid, address: before?.address })
    for (const id of [before?.id, before?.id.toUpperCase(), uuid]) {
      expect(await graph.ask(BY_ID, { variables: { id } })).toMatchObject({ errors: [], data: { pciDevice: after } })
    }
    const both = 'query ($a: ID!, $b: ID!) { a: pciDevice(id: $a) { id } b: pciDevice(id: $b) { id } }'
    const answer = await graph.ask(both, { variables: { a: before?.id, b: uuid } })
    expect(answer.data).toEqual({ a: { id: uuid }, b: { id: uuid } })
    expect(answer.upstream.sql).toMatchObject([{ count: 2 }])
  })
})
