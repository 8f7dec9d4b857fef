import fc from 'fast-check'
import { v5 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { LOCATION_NAMESPACE, deviceLocationId, isLocationId, locationIdOf } from '../../src/model/device-location-id.ts'

const location = { hypervisorId: '6e855733-c13d-485e-81d0-ec20b27422a6', address: '0000:41:00.0' }

describe('deviceLocationId', () => {
  it('is the same for ever: clients keep it', () => {
    expect(deviceLocationId(location)).toBe('4ef3ae0c-6f16-5c98-a0f6-a82524d5b91b')
  })

  it('is the UUIDv5 of node and address, as any other program would compute it', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string(), (hypervisorId, address) => {
        const name = `${hypervisorId}/${address.toLowerCase()}`
        expect(deviceLocationId({ hypervisorId, address })).toBe(v5(name, LOCATION_NAMESPACE))
      }),
    )
  })

  it('is a UUID of version 5, which Nova’s own are not', () => {
    expect(isLocationId(deviceLocationId(location))).toBe(true)
    expect(isLocationId(location.hypervisorId)).toBe(false)
    expect(isLocationId('no uuid')).toBe(false)
  })

  it('does not mind upper case, and tells places apart', () => {
    const { hypervisorId, address } = location
    const shouted = { hypervisorId: hypervisorId.toUpperCase(), address: address.toUpperCase() }
    expect(deviceLocationId(shouted)).toBe(deviceLocationId(location))
    expect(deviceLocationId({ hypervisorId, address: '0000:41:00.1' })).not.toBe(deviceLocationId(location))
  })

  it('goes by the cell where a compute node has no uuid', () => {
    const onNode = (cell: string, databaseId: number) =>
      locationIdOf({ cell, address: location.address, node: { databaseId, hypervisorId: null } })
    expect(new Set([onNode('cell1', 1), onNode('cell1', 2), onNode('cell2', 1)]).size).toBe(3)
  })
})
