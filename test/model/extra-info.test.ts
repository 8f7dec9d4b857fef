import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeExtraInfo } from '../../src/model/extra-info.ts'

const NOTHING = {
  networkFeatures: null,
  serialNumber: null,
  macAddress: null,
  liveMigratable: null,
  parentInterface: null,
}

describe('decodeExtraInfo', () => {
  it('decodes the JSON that Nova puts into strings', () => {
    const capabilities = { network: ['rx', 'tx'], sriov: { pf_mac_address: '52:54:00:1e:59:c6', vf_num: 1 } }
    const text = JSON.stringify({ parent_ifname: 'ens1f0', capabilities: JSON.stringify(capabilities) })
    expect(decodeExtraInfo(text)).toEqual({
      ...NOTHING,
      raw: { parent_ifname: 'ens1f0', capabilities },
      networkFeatures: ['rx', 'tx'],
      macAddress: '52:54:00:1e:59:c6',
      parentInterface: 'ens1f0',
    })
  })

  it('reads serial number, MAC address and flags as recent releases write them', () => {
    const text = JSON.stringify({
      capabilities: JSON.stringify({ vpd: { card_serial_number: 'MT2113X00000' } }),
      mac_address: '52:54:00:00:00:01',
      live_migratable: 'False',
    })
    expect(decodeExtraInfo(text)).toMatchObject({
      serialNumber: 'MT2113X00000',
      macAddress: '52:54:00:00:00:01',
      liveMigratable: false,
    })
  })

  it('keeps a string that only begins like JSON', () => {
    expect(decodeExtraInfo('{"note": "[see rack 4"}').raw).toEqual({ note: '[see rack 4' })
  })

  it.each([null, '', 'no json', '[]', '7', '"{}"', 'null'])('takes %j for nothing', (text) => {
    expect(decodeExtraInfo(text)).toEqual({ raw: null, ...NOTHING })
  })

  it('never throws, whatever is in it', () => {
    const keys = fc.constantFrom(
      'capabilities',
      'mac_address',
      'managed',
      'live_migratable',
      'parent_ifname',
      '__proto__',
    )
    const values = fc.oneof(fc.jsonValue(), fc.json())
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.dictionary(keys, values).map((info) => JSON.stringify(info)),
        ),
        (text) => {
          expect(Object.keys(decodeExtraInfo(text))).toHaveLength(6)
        },
      ),
    )
  })
})
