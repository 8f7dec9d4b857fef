import { UpstreamError } from '../../errors.ts'
import type { HypervisorStats } from '../../model/hypervisor.ts'
import { asInt, asRecord } from '../http/untrusted.ts'

type Amounts = { readonly total: number; readonly used: number | null }

/**
 * Capacity of a root provider out of its inventories and usages. A host's own share (`reserved`) counts as used, as in Nova's own figures,
 * so that the same field means the same whoever gave it. No ratio is applied.
 */
export function decodeCapacity(inventories: unknown, usages: unknown): HypervisorStats {
  const cpus = sum(amountsOf(inventories, usages, 'VCPU'), amountsOf(inventories, usages, 'PCPU'))
  const memory = amountsOf(inventories, usages, 'MEMORY_MB')
  const disk = amountsOf(inventories, usages, 'DISK_GB')
  return {
    source: 'PLACEMENT',
    vcpus: cpus?.total ?? null,
    vcpusUsed: cpus?.used ?? null,
    memoryMib: memory?.total ?? null,
    memoryUsedMib: memory?.used ?? null,
    memoryFreeMib: freeOf(memory),
    diskGib: disk?.total ?? null,
    diskUsedGib: disk?.used ?? null,
    diskFreeGib: freeOf(disk),
    diskAvailableLeastGib: null,
    serverCount: null,
    currentWorkload: null,
  }
}

/** Null: the provider has no inventory of the class. */
function amountsOf(inventories: unknown, usages: unknown, resourceClass: string): Amounts | null {
  const inventory = asRecord(section(inventories, 'inventories')[resourceClass])
  const total = asInt(inventory?.total)
  if (total === null) return null
  // Placement names what is in use of every class that it has an inventory of, 0 as well.
  const used = asInt(section(usages, 'usages')[resourceClass])
  return { total, used: used === null ? null : used + (asInt(inventory?.reserved) ?? 0) }
}

function freeOf(amounts: Amounts | null): number | null {
  const used = amounts?.used ?? null
  return amounts === null || used === null ? null : amounts.total - used
}

function section(body: unknown, name: string): Readonly<Record<string, unknown>> {
  const found = asRecord(asRecord(body)?.[name])
  if (found) return found
  throw new UpstreamError('UPSTREAM_INVALID_RESPONSE', `Placement's answer has no ${name}.`, { upstream: 'placement' })
}

function sum(a: Amounts | null, b: Amounts | null): Amounts | null {
  if (a === null || b === null) return a ?? b
  return { total: a.total + b.total, used: a.used === null || b.used === null ? null : a.used + b.used }
}
