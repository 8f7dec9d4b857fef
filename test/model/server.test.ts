import { expect, it } from 'vitest'
import { pciRequestsOf, type ServerFlavor } from '../../src/model/server.ts'

const flavor: ServerFlavor = {
  name: 'f',
  vcpus: 1,
  memoryMib: 1,
  diskGib: 1,
  ephemeralGib: 0,
  swapMib: 0,
  extraSpecs: {},
}

it.each([
  ['h100:8', [{ aliasName: 'h100', count: 8 }]],
  [
    't4:1, nvme:2',
    [
      { aliasName: 't4', count: 1 },
      { aliasName: 'nvme', count: 2 },
    ],
  ],
  ['any-gpu', [{ aliasName: 'any-gpu', count: 1 }]],
  ['', []],
])('reads the alias %j', (alias, requests) => {
  expect(pciRequestsOf({ ...flavor, extraSpecs: { 'pci_passthrough:alias': alias } })).toEqual(requests)
})

it('asks for nothing without an alias, and does not know where the extra specs are hidden', () => {
  expect(pciRequestsOf(flavor)).toEqual([])
  expect(pciRequestsOf({ ...flavor, extraSpecs: null })).toBeNull()
  expect(pciRequestsOf(null)).toBeNull()
})
