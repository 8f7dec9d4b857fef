import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinPools, type NovaPciPool, type PciRowGroup } from '../../src/model/pci-pool.ts'

const GPU = { vendorId: '10de', productId: '20b5', typeText: 'type-PF', numaNode: 0, parentInterface: null } as const

function rows(over: Partial<PciRowGroup> & { count: number }): PciRowGroup {
  return { ...GPU, familyAddress: '0000:41:00.0', status: 'available', ...over }
}

function pool(over: Partial<NovaPciPool> = {}): NovaPciPool {
  return { vendorId: '10de', productId: '20b5', numaNode: 0, count: 1, tags: { dev_type: 'type-PF' }, ...over }
}

describe('joinPools', () => {
  it("takes what is free from Nova's pool and the rest from the rows", () => {
    const joined = joinPools({
      hypervisorId: 'h',
      pools: [pool({ count: 1 })],
      rows: [rows({ count: 1 }), rows({ status: 'allocated', count: 2 }), rows({ status: 'claimed', count: 1 })],
    })
    expect(joined).toMatchObject([{ free: 1, total: 4, allocated: 2, claimed: 1, blocked: 0 }])
  })

  it('shows a pool that Nova dropped since nothing of it is left', () => {
    const joined = joinPools({ hypervisorId: 'h', pools: [], rows: [rows({ status: 'allocated', count: 8 })] })
    expect(joined).toMatchObject([{ vendorId: '10de', productId: '20b5', free: 0, total: 8, allocated: 8 }])
  })

  it('keeps a pool of which there is no row', () => {
    const joined = joinPools({ hypervisorId: 'h', pools: [pool({ count: 3 })], rows: [] })
    expect(joined).toMatchObject([{ free: 3, total: 0 }])
  })

  it('counts rows for the pool of their own physical function', () => {
    const vf = { ...GPU, typeText: 'type-VF' } as const
    const joined = joinPools({
      hypervisorId: 'h',
      pools: [
        pool({ tags: { dev_type: 'type-VF', address: '0000:5e:00.0' }, count: 2 }),
        pool({ tags: { dev_type: 'type-VF', address: '0000:5f:00.0' }, count: 8 }),
      ],
      rows: [
        { ...vf, familyAddress: '0000:5e:00.0', status: 'allocated', count: 6 },
        { ...vf, familyAddress: '0000:5e:00.0', status: 'available', count: 2 },
        { ...vf, familyAddress: '0000:5f:00.0', status: 'available', count: 8 },
      ],
    })
    expect(joined.map(({ free, total, allocated }) => ({ free, total, allocated }))).toEqual([
      { free: 2, total: 8, allocated: 6 },
      { free: 8, total: 8, allocated: 0 },
    ])
  })

  it('tells pools apart by the interface of the physical function, as Nova did before 2023.1', () => {
    const vf = { ...GPU, typeText: 'type-VF', status: 'available' } as const
    const joined = joinPools({
      hypervisorId: 'h',
      pools: [
        pool({ tags: { dev_type: 'type-VF', parent_ifname: 'ens5f0' }, count: 4 }),
        pool({ tags: { dev_type: 'type-VF', parent_ifname: 'ens6f0' }, count: 8 }),
      ],
      rows: [
        { ...vf, familyAddress: '0000:5e:00.0', parentInterface: 'ens5f0', count: 4 },
        { ...vf, familyAddress: '0000:5f:00.0', parentInterface: 'ens6f0', count: 8 },
      ],
    })
    expect(joined.map(({ total }) => total)).toEqual([4, 8])
  })

  it("says that it does not know, where only an operator's own tag tells the pools apart", () => {
    const joined = joinPools({
      hypervisorId: 'h',
      pools: [
        pool({ tags: { dev_type: 'type-PF', physical_network: 'physnet0' }, count: 1 }),
        pool({ tags: { dev_type: 'type-PF', physical_network: 'physnet1' }, count: 2 }),
      ],
      rows: [rows({ count: 3 })],
    })
    expect(joined.map(({ free, total, blocked }) => ({ free, total, blocked }))).toEqual([
      { free: 1, total: null, blocked: null },
      { free: 2, total: null, blocked: null },
    ])
  })

  it('counts blocked devices as neither free nor used', () => {
    const joined = joinPools({
      hypervisorId: 'h',
      pools: null,
      rows: [
        rows({ status: 'unavailable', count: 1 }),
        rows({ status: 'unclaimable', count: 2 }),
        rows({ status: 'unrecognized', count: 4 }),
      ],
    })
    expect(joined).toMatchObject([{ free: 0, total: 7, allocated: 0, claimed: 0, blocked: 3 }])
  })

  it('loses no row and invents none, whatever the pools', () => {
    const status = fc.constantFrom('available', 'claimed', 'allocated', 'unavailable', 'unclaimable', 'unrecognized')
    const product = fc.constantFrom('20b5', '2330')
    const numa = fc.constantFrom(0, 1, null)
    const family = fc.constantFrom('0000:41:00.0', '0000:61:00.0')
    const row = fc.record({
      productId: product,
      numaNode: numa,
      familyAddress: family,
      status,
      count: fc.integer({ min: 1, max: 9 }),
    })
    const tags = fc.record({ address: family, physical_network: fc.constantFrom('a', 'b') }, { requiredKeys: [] })
    const anyPool = fc.record({ productId: product, numaNode: numa, count: fc.nat(9), tags })
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), fc.array(anyPool, { maxLength: 5 }), (groups, pools) => {
        const joined = joinPools({
          hypervisorId: 'h',
          pools: pools.map((one) => pool({ ...one, tags: { dev_type: 'type-PF', ...one.tags } })),
          rows: groups.map((one) => rows(one)),
        })
        const counted = joined.reduce((sum, { total }) => sum + (total ?? 0), 0)
        const all = groups.reduce((sum, { count }) => sum + count, 0)
        if (joined.every(({ total }) => total !== null)) expect(counted).toBe(all)
        expect(counted).toBeLessThanOrEqual(all)
        expect(joined.slice(0, pools.length).map(({ free }) => free)).toEqual(pools.map(({ count }) => count))
      }),
    )
  })
})
