import type { NovaPciPool } from '../../model/pci-pool.ts'

/**
 * Reads `compute_nodes.pci_stats` in every form that Nova ever wrote: nothing, a list of plain dicts or one dict (before
 * Kilo), the versioned objects PciDevicePoolList and PciDevicePool, and whatever later versions add to them.
 *
 * Null when it is none of these.
 */
export function decodePoolText(text: string | null): NovaPciPool[] | null {
  if (text === null || text.trim() === '') return []
  const stats = parseJson(text)
  if (stats === null) return []
  const list = readList(stats)
  if (list === null) return null
  const pools = list.map(decodePool)
  return pools.includes(null) ? null : pools.filter((pool) => pool !== null)
}

type Dict = Readonly<Record<string, unknown>>

function readList(stats: unknown): readonly unknown[] | null {
  if (isList(stats)) return stats
  if (!isDict(stats)) return null
  const data = unwrap(stats)
  if (data === null) return null
  if (!('objects' in data)) return [stats]
  if (data.objects === null) return []
  return isList(data.objects) ? data.objects : null
}

function decodePool(item: unknown): NovaPciPool | null {
  const pool = isDict(item) ? unwrap(item) : null
  if (pool === null) return null
  const { vendor_id, product_id, numa_node, count, tags, extra_info, ...others } = pool
  const free = readWhole(count)
  // A pool without a count says nothing of what is free.
  if (free === null) return null
  return {
    vendorId: readText(vendor_id),
    productId: readText(product_id),
    numaNode: readWhole(numa_node),
    count: free,
    // What is a tag today stood beside the ids before Kilo, and one level down before that.
    tags: { ...readTags(readDict(extra_info)), ...readTags(others), ...readTags(readDict(tags)) },
  }
}

/** The fields of a versioned object, of any version; a plain dict is its own fields. Null for neither. */
function unwrap(dict: Dict): Dict | null {
  if (!('nova_object.name' in dict || 'nova_object.data' in dict)) return dict
  const data = dict['nova_object.data']
  return isDict(data) ? data : null
}

function readTags(tags: Dict): Record<string, string | null> {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, readText(value)]))
}

function readDict(value: unknown): Dict {
  const dict = typeof value === 'string' ? parseJson(value) : value
  return isDict(dict) ? dict : {}
}

function readText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function readWhole(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
