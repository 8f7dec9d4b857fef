import { expect, it } from 'vitest'
import { productName, vendorName } from '../../src/model/pci-ids.ts'

it('knows makers and models by their hex digits', () => {
  expect(vendorName('10de')).toBe('NVIDIA Corporation')
  expect(productName('10de', '20b5')).toContain('A100 PCIe 80GB')
})

it('has no name for what pci.ids does not list, and for names of JavaScript', () => {
  expect(vendorName('ffee')).toBeNull()
  expect(productName('10de', 'fffe')).toBeNull()
  expect(vendorName('constructor')).toBeNull()
  expect(productName('10de', '__proto__')).toBeNull()
})
