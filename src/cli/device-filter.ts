import { InvalidArgumentError, Option, type Command } from 'commander'
import type { PciDeviceStatus, PciDeviceType } from './documents.generated.ts'

/** What devices can be chosen by, on every list that shows some. */
export type DeviceChoice = {
  readonly vendor: readonly string[]
  readonly product: readonly Product[]
  readonly type: readonly PciDeviceType[]
  readonly numaNode: readonly (number | null)[]
}

export type Product = { readonly vendorId: string | null; readonly productId: string }

export function addDeviceChoice(command: Command): Command {
  return command
    .addOption(
      new Option('--vendor <id>', 'devices of this vendor: 10de; may be repeated')
        .argParser(several(vendor))
        .default([], 'all'),
    )
    .addOption(
      new Option('--product <id>', 'devices of this product: 2330 or 10de:2330; may be repeated')
        .argParser(several(product))
        .default([], 'all'),
    )
    .addOption(
      new Option('--type <type>', 'devices of this type: PCI, PF, VF or VDPA; may be repeated')
        .argParser(several(type))
        .default([], 'all'),
    )
    .addOption(
      new Option('--numa-node <n>', 'devices of this NUMA node, or of none; may be repeated')
        .argParser(several(numaNode))
        .default([], 'all'),
    )
}

/** Whether anything was chosen: then a list of what holds devices has only those that hold such. */
export function isChoosing({ vendor, product, type, numaNode }: DeviceChoice): boolean {
  return [vendor, product, type, numaNode].some((values) => values.length > 0)
}

type ChosenFrom = {
  readonly vendorId: string | null
  readonly productId: string | null
  readonly typeText: string | null
  readonly numaNode: number | null
}

/** The same as the filter of the graph says, for devices and pools that came along with something else. */
export function isChosen(choice: DeviceChoice, device: ChosenFrom): boolean {
  const { vendor, product, type, numaNode } = choice
  return (
    (vendor.length === 0 || vendor.some((id) => id === device.vendorId)) &&
    (product.length === 0 ||
      product.some(
        ({ vendorId, productId }) =>
          productId === device.productId && (vendorId === null || vendorId === device.vendorId),
      )) &&
    (type.length === 0 || type.some((one) => TYPE_TEXTS[one] === device.typeText)) &&
    (numaNode.length === 0 || numaNode.includes(device.numaNode))
  )
}

const TYPE_TEXTS: Readonly<Record<PciDeviceType, string>> = {
  PCI: 'type-PCI',
  PF: 'type-PF',
  VF: 'type-VF',
  VDPA: 'vdpa',
  UNRECOGNIZED: '',
}

const STATUSES: readonly PciDeviceStatus[] = ['AVAILABLE', 'CLAIMED', 'ALLOCATED', 'UNAVAILABLE', 'UNCLAIMABLE']

export function deviceStatus(text: string): PciDeviceStatus {
  const found = STATUSES.find((status) => status === text.toUpperCase())
  if (found !== undefined) return found
  throw new InvalidArgumentError(`It is none of ${STATUSES.join(', ').toLowerCase()}.`)
}

/** Reads an option that may be repeated. */
export function several<Value>(parse: (text: string) => Value) {
  return (text: string, previous: readonly Value[]): readonly Value[] => [...previous, parse(text)]
}

function vendor(text: string): string {
  return fourDigits(text)
}

function product(text: string): Product {
  const [first = '', second] = text.split(':')
  return second === undefined
    ? { vendorId: null, productId: fourDigits(first) }
    : { vendorId: fourDigits(first), productId: fourDigits(second) }
}

function fourDigits(text: string): string {
  const digits = text.toLowerCase().replace(/^0x/, '')
  if (/^[\da-f]{4}$/.test(digits)) return digits
  throw new InvalidArgumentError('A vendor or product is four hex digits, such as 10de.')
}

function type(text: string): PciDeviceType {
  const name = text.toUpperCase().replace(/^TYPE-/, '')
  if (name === 'PCI' || name === 'PF' || name === 'VF' || name === 'VDPA') return name
  throw new InvalidArgumentError('A type is PCI, PF, VF or VDPA.')
}

function numaNode(text: string): number | null {
  if (text.toLowerCase() === 'none') return null
  if (/^\d{1,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A NUMA node is a number, or none.')
}
