import { readFileSync } from 'node:fs'

/** Name of a maker by its four lower-case hex digits; null when pci.ids has none. */
export function vendorName(vendorId: string): string | null {
  return names()[vendorId]?.[0] ?? null
}

/** Name of a model of a maker; null when pci.ids has none. */
export function productName(vendorId: string, productId: string): string | null {
  return names()[vendorId]?.[1][productId] ?? null
}

type Names = Readonly<Record<string, readonly [vendor: string, products: Readonly<Record<string, string>>]>>

let read: Names | undefined

/** A megabyte that only questions for names need: read when the first of them comes. */
function names(): Names {
  // Written by `npm run pci-ids`, which checks the shape.
  read ??= JSON.parse(readFileSync(new URL('./pci-ids/pci-ids.json', import.meta.url), 'utf8')) as Names
  return read
}
