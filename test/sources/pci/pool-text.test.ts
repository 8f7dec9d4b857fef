import { describe, expect, it } from 'vitest'
import recordedZed from '../../fixtures/pci/pci-stats-nova-26.json' with { type: 'json' }
import recordedVictoria from '../../fixtures/pci/pci-stats-nova-22.json' with { type: 'json' }
import recordedGazpacho from '../../fixtures/pci/pci-stats-nova-31.json' with { type: 'json' }
import { decodePoolText } from '../../../src/sources/pci/pool-text.ts'

const pool = { vendorId: '8086', productId: '10ca', numaNode: 0, count: 3 }

describe('decodePoolText', () => {
  it.each([
    null,
    '',
    ' ',
    'null',
    '[]',
    '{"nova_object.name": "PciDevicePoolList", "nova_object.data": {"objects": []}}',
  ])('takes %j for no pools', (text) => {
    expect(decodePoolText(text)).toEqual([])
  })

  it('reads the plain list of releases before Kilo, with keys beside the ids and in extra_info', () => {
    const text = JSON.stringify([
      { vendor_id: '8086', product_id: '10ca', numa_node: 0, count: 3, physical_network: 'net1' },
      { vendor_id: '8086', product_id: '10ca', count: '2', extra_info: { phys_function: '0000:04:00.0' } },
    ])
    expect(decodePoolText(text)).toEqual([
      { ...pool, tags: { physical_network: 'net1' } },
      { ...pool, numaNode: null, count: 2, tags: { phys_function: '0000:04:00.0' } },
    ])
  })

  it('reads one dict for a list of one', () => {
    const text =
      '{"vendor_id": "8086", "product_id": "10ca", "numa_node": 0, "count": 3, "tags": {"dev_type": "type-VF"}}'
    expect(decodePoolText(text)).toEqual([{ ...pool, tags: { dev_type: 'type-VF' } }])
  })

  it.each(['1.0', '1.1', '1.2', '7.0'])('reads versioned objects of version %s', (version) => {
    const envelope = (name: string, data: object) => ({
      'nova_object.name': name,
      'nova_object.namespace': 'nova',
      'nova_object.version': version,
      'nova_object.data': data,
      'nova_object.changes': Object.keys(data),
    })
    const fields = { vendor_id: '8086', product_id: '10ca', count: 3, ...(version === '1.0' ? {} : { numa_node: 0 }) }
    const tags = { dev_type: 'type-PF', physical_network: null, traits: ['A', 'B'], trusted: true }
    const text = JSON.stringify(
      envelope('PciDevicePoolList', { objects: [envelope('PciDevicePool', { ...fields, tags })] }),
    )
    expect(decodePoolText(text)).toEqual([
      {
        ...pool,
        numaNode: version === '1.0' ? null : 0,
        tags: { dev_type: 'type-PF', physical_network: null, traits: '["A","B"]', trusted: 'true' },
      },
    ])
  })

  it('keeps what a later version adds to a pool among its tags', () => {
    const text = '[{"vendor_id": "8086", "product_id": "10ca", "numa_node": 0, "count": 3, "speed": 100, "tags": {}}]'
    expect(decodePoolText(text)).toEqual([{ ...pool, tags: { speed: '100' } }])
  })

  it.each([
    ['Nova 22', recordedVictoria],
    ['Nova 26', recordedZed],
    ['Nova 31', recordedGazpacho],
  ])('reads every node’s pools as %s wrote them', (_, nodes) => {
    const pools = nodes.map(({ pci_stats }) => decodePoolText(pci_stats))
    expect(pools).toHaveLength(7)
    expect(pools).not.toContain(null)
    for (const { vendorId, productId, tags } of pools.flatMap((list) => list ?? [])) {
      expect(vendorId).toMatch(/^[0-9a-f]{4}$/)
      expect(productId).toMatch(/^[0-9a-f]{4}$/)
      expect(tags.dev_type).toMatch(/^type-P[CF]I?$|^type-VF$/)
    }
  })

  it('splits pools by physical function where Nova 31 does', () => {
    const tags = recordedGazpacho.flatMap(({ pci_stats }) => decodePoolText(pci_stats) ?? []).map(({ tags }) => tags)
    expect(tags.length).toBeGreaterThan(7)
    expect(tags.every(({ address }) => /^[0-9a-f]{4}:[0-9a-f]{2}:/.test(address ?? ''))).toBe(true)
  })

  it.each([
    'no json',
    '{',
    '7',
    '"text"',
    'true',
    '[1]',
    '[null]',
    '[{"vendor_id": "8086"}]',
    '{}',
    '{"nova_object.name": "PciDevicePoolList"}',
    '{"nova_object.name": "PciDevicePoolList", "nova_object.data": {"objects": 7}}',
  ])('takes %j for no form of it', (text) => {
    expect(decodePoolText(text)).toBeNull()
  })
})
