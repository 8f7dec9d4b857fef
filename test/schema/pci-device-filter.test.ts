import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph } from '../support/graph.ts'

type Device = {
  id: string
  databaseId: number
  cell: { name: string }
  slot: { host: string; address: string }
  address: string
  parentAddress: string | null
  vendorId: string
  productId: string
  label: string | null
  type: string
  status: string
  numaNode: number | null
  hypervisor: { id: string; hostname: string }
  serverId: string | null
  projectId: string | null
  onServerHost: boolean | null
  createdAt: string
  updatedAt: string | null
}

const DEVICES = /* GraphQL */ `
  query ($filter: PciDeviceFilter) {
    pciDevices(first: 5000, filter: $filter) {
      totalCount
      nodes {
        id
        databaseId
        cell {
          name
        }
        slot {
          host
          address
        }
        address
        parentAddress
        vendorId
        productId
        label
        type
        status
        numaNode
        hypervisor {
          id
          hostname
        }
        serverId
        projectId
        onServerHost
        createdAt
        updatedAt
      }
    }
  }
`
type Devices = { pciDevices: { totalCount: number; nodes: Device[] } | null }

describe('the filter of devices', () => {
  let graph: Graph
  let all: readonly Device[]
  beforeAll(async () => {
    graph = await startGraph({ servers: 120, hypervisors: 24, cells: 2 })
    all = await list({})
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  const ask = (filter: object) => graph.ask<Devices>(DEVICES, { variables: { filter } })

  async function list(filter: object): Promise<readonly Device[]> {
    const { data, errors } = await ask(filter)
    expect(errors).toEqual([])
    expect(data?.pciDevices?.totalCount).toBe(data?.pciDevices?.nodes.length)
    return data?.pciDevices?.nodes ?? []
  }

  async function expectJust(filter: object, passes: (device: Device) => boolean): Promise<void> {
    const names = (devices: readonly Device[]) => devices.map(({ cell, databaseId }) => `${cell.name} ${databaseId}`)
    expect(names(await list(filter))).toEqual(names(all.filter(passes)))
  }

  it.each<[object, (device: Device) => boolean]>([
    [{ vendorId: { eq: '10de' } }, ({ vendorId }) => vendorId === '10de'],
    [{ vendorId: { eq: '10DE' } }, ({ vendorId }) => vendorId === '10de'],
    [{ vendorId: { ne: '10de' } }, ({ vendorId }) => vendorId !== '10de'],
    [{ status: { in: ['AVAILABLE', 'CLAIMED'] } }, ({ status }) => ['AVAILABLE', 'CLAIMED'].includes(status)],
    [{ status: { notIn: ['AVAILABLE', 'ALLOCATED'] } }, ({ status }) => !['AVAILABLE', 'ALLOCATED'].includes(status)],
    [{ status: { in: [] } }, () => false],
    [{ status: { notIn: [] } }, () => true],
    [{ status: { eq: 'UNRECOGNIZED' } }, () => false],
    [{ type: { eq: 'VF' } }, ({ type }) => type === 'VF'],
    [{ type: { ne: 'VF' } }, ({ type }) => type !== 'VF'],
    [{ address: { startsWith: '0000:3b' } }, ({ address }) => address.startsWith('0000:3b')],
    [{ address: { contains: '%' } }, () => false],
    [{ address: { contains: '_' } }, () => false],
    [{ parentAddress: { isNull: true } }, ({ parentAddress }) => parentAddress === null],
    [{ parentAddress: { isNull: false } }, ({ parentAddress }) => parentAddress !== null],
    [{ label: { startsWith: 'label_8086_' } }, ({ label }) => label?.startsWith('label_8086_') === true],
    [{ numaNode: { eq: 0 } }, ({ numaNode }) => numaNode === 0],
    [{ numaNode: { ne: 0 } }, ({ numaNode }) => numaNode !== 0],
    [{ not: { numaNode: { eq: 0 } } }, ({ numaNode }) => numaNode !== 0],
    [{ numaNode: { gte: 1 } }, ({ numaNode }) => numaNode !== null && numaNode >= 1],
    [{ databaseId: { lt: 10, gt: 5 } }, ({ databaseId }) => databaseId > 5 && databaseId < 10],
    [{ databaseId: { eq: 7 } }, ({ databaseId }) => databaseId === 7],
    [{ cell: { eq: 'cell2' } }, ({ cell }) => cell.name === 'cell2'],
    [{ cell: { ne: 'cell2' } }, ({ cell }) => cell.name !== 'cell2'],
    [{ host: { startsWith: 'gpu-' } }, ({ slot }) => slot.host.startsWith('gpu-')],
    [{ hypervisorHostname: { contains: '.dc1.' } }, ({ hypervisor }) => hypervisor.hostname.includes('.dc1.')],
    [{ serverId: { isNull: true } }, ({ serverId }) => serverId === null],
    [{ projectId: { isNull: false } }, ({ projectId }) => projectId !== null],
    [{ projectId: { eq: 'demo' } }, ({ projectId }) => projectId === 'demo'],
    [{ onServerHost: true }, ({ onServerHost }) => onServerHost === true],
    [{ onServerHost: false }, ({ onServerHost }) => onServerHost === false],
    [{ updatedAt: { isNull: true } }, ({ updatedAt }) => updatedAt === null],
    [
      { or: [{ type: { eq: 'PF' } }, { and: [{ status: { eq: 'ALLOCATED' } }, { vendorId: { eq: '10de' } }] }] },
      ({ type, status, vendorId }) => type === 'PF' || (status === 'ALLOCATED' && vendorId === '10de'),
    ],
    [{ not: { or: [{ type: { eq: 'PF' } }, { type: { eq: 'VF' } }] } }, ({ type }) => type !== 'PF' && type !== 'VF'],
    [{ and: [] }, () => true],
    [{ or: [] }, () => false],
    [{ not: { or: [] } }, () => true],
    [{ not: {} }, () => false],
    [{}, () => true],
  ])('%j gives just those, in order, counted', (filter, passes) => expectJust(filter, passes))

  it('finds by the ids of its relatives', async () => {
    const owned = all.find(({ serverId }) => serverId !== null)
    const vf = all.find(({ parentAddress }) => parentAddress !== null)
    await expectJust({ serverId: { eq: owned?.serverId } }, ({ serverId }) => serverId === owned?.serverId)
    await expectJust(
      { serverId: { eq: owned?.serverId?.toUpperCase() } },
      ({ serverId }) => serverId === owned?.serverId,
    )
    await expectJust({ id: { in: [owned?.id, vf?.id] } }, ({ id }) => id === owned?.id || id === vf?.id)
    await expectJust({ id: { notIn: [owned?.id] } }, ({ id }) => id !== owned?.id)
    await expectJust(
      { hypervisorId: { eq: vf?.hypervisor.id } },
      ({ hypervisor }) => hypervisor.id === vf?.hypervisor.id,
    )
    await expectJust(
      { parentAddress: { eq: vf?.parentAddress } },
      ({ parentAddress }) => parentAddress === vf?.parentAddress,
    )
  })

  it('finds by times', async () => {
    const times = all.map(({ createdAt }) => createdAt).sort()
    const middle = times[Math.floor(times.length / 2)] ?? ''
    await expectJust({ createdAt: { gte: middle } }, ({ createdAt }) => createdAt >= middle)
    await expectJust({ createdAt: { lt: middle } }, ({ createdAt }) => createdAt < middle)
    await expectJust({ updatedAt: { gt: middle } }, ({ updatedAt }) => updatedAt !== null && updatedAt > middle)
  })

  it('asks only the cells that are left in', async () => {
    const answer = await ask({ cell: { in: ['cell2'] } })
    expect(answer.upstream.sql.map(({ cell }) => cell)).toEqual(['cell2'])
  })

  it('names a row of every cell by a databaseId alone, and of one by cell and databaseId', async () => {
    expect((await list({ databaseId: { eq: 3 } })).map(({ cell }) => cell.name)).toEqual(['cell1', 'cell2'])
    expect(await list({ databaseId: { eq: 3 }, cell: { eq: 'cell1' } })).toHaveLength(1)
  })

  it.each([
    ['filter.serverId.eq', { serverId: { eq: null } }],
    ['filter.and[0].not.status.in[1]', { and: [{ not: { status: { in: ['AVAILABLE', null] } } }] }],
    ['filter.onServerHost', { onServerHost: null }],
  ])('refuses a null at %s, which would widen the answer', async (path, filter) => {
    // A list of [PciDeviceStatus!] is refused by GraphQL itself.
    const { errors, upstream } = await ask(filter)
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    if (!path.endsWith(']')) expect(errors[0]?.message).toContain(`${path} is null`)
    expect(upstream.sql).toEqual([])
  })

  it('is refused to alice as a whole, before the store is asked', async () => {
    const { data, errors, upstream } = await graph.ask<Devices>(DEVICES, { as: 'alice', variables: { filter: {} } })
    expect(data).toEqual({ pciDevices: null })
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN', rule: 'os_compute_api:os-pci:index' } }])
    expect([upstream.sql, countOf({ upstream }, 'nova')]).toEqual([[], 0])
  })
})
