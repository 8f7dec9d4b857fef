import { readFileSync } from 'node:fs'

/** Name of a maker by its four lower-case hex digits; null when pci.ids has none. */
export function vendorName(vendorId: string): string | null {
  return names().get(vendorId)?.[0] ?? null
}

/** Name of a model of a maker; null when pci.ids has none. */
export function productName(vendorId: string, productId: string): string | null {
  const products = names().get(vendorId)?.[1]
  return products !== undefined && Object.hasOwn(products, productId) ? (products[productId] ?? null) : null
}

type Names = ReadonlyMap<string, readonly [vendor: string, products: Readonly<Record<string, string>>]>

let read: Names | undefined

/** A megabyte that only questions for names need: read when the first of them comes. */
function names(): Names {
  read ??= readNames()
  return read
}

function readNames(): Names {
  // Written by `npm run pci-ids`, which checks the shape.
  const text = readFileSync(new URL('./pci-ids/pci-ids.json', import.meta.url), 'utf8')
  return new Map(Object.entries(JSON.parse(text) as Record<string, [vendor: string, products: Record<string, string>]>))
}
