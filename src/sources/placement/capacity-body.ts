import { UpstreamError } from '../../errors.ts'
import type { HypervisorStats } from '../../model/hypervisor.ts'
import { asInt, asRecord } from '../http/untrusted.ts'

type Amounts = { readonly total: number; readonly used: number }

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
    memoryFreeMib: memory ? memory.total - memory.used : null,
    diskGib: disk?.total ?? null,
    diskUsedGib: disk?.used ?? null,
    diskFreeGib: disk ? disk.total - disk.used : null,
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
  const used = asInt(section(usages, 'usages')[resourceClass]) ?? 0
  return { total, used: used + (asInt(inventory?.reserved) ?? 0) }
}

function section(body: unknown, name: string): Readonly<Record<string, unknown>> {
  const found = asRecord(asRecord(body)?.[name])
  if (found) return found
  throw new UpstreamError('UPSTREAM_INVALID_RESPONSE', `Placement's answer has no ${name}.`, { upstream: 'placement' })
}

function sum(a: Amounts | null, b: Amounts | null): Amounts | null {
  return a && b ? { total: a.total + b.total, used: a.used + b.used } : (a ?? b)
}
