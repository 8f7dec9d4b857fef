import {
  PoolsByHostnameDocument,
  type HypervisorPoolsFragment,
  type PoolsByHostnameQuery,
} from './documents.generated.ts'
import type { Graph } from './graph.ts'
import { isRecord } from './pass-through.ts'
import { isLeftOut } from './server-keys.ts'

/**
 * Puts `os-pci:pci_stats`, and the same as the blueprint named it, onto hypervisors as Nova sent them. They are found by
 * hostname, since before 2.53 Nova names them by rows of a cell.
 * @throws what the graph threw, but for a refusal by policy and a cloud without a source: then the keys are left out
 */
export async function addHypervisorKeys(hypervisors: readonly unknown[], graph: Graph): Promise<void> {
  const named = hypervisors.filter(isRecord).filter((one) => typeof one.hypervisor_hostname === 'string')
  if (named.length === 0) return
  let found: HypervisorPoolsFragment[]
  try {
    found = await poolsOf(
      named.map((one) => String(one.hypervisor_hostname)),
      graph,
    )
  } catch (error) {
    if (isLeftOut(error)) return
    throw error
  }
  for (const one of named) {
    const match = found.find((candidate) => isSame(candidate, one))
    if (match === undefined) continue
    const pools = (match.pciStats ?? []).map(poolItem)
    one['os-pci:pci_stats'] = pools
    one.pci_stats = pools
  }
}

/** One pool, with what else tells it from others as the sample of the blueprint had it. */
function poolItem(pool: NonNullable<HypervisorPoolsFragment['pciStats']>[number]) {
  return {
    count: pool.free,
    extra_info: Object.fromEntries(pool.tags.map(({ key, value }) => [key, value])),
    numa_node: pool.numaNode,
    product_id: pool.productId,
    vendor_id: pool.vendorId,
  }
}

async function poolsOf(hostnames: readonly string[], graph: Graph): Promise<HypervisorPoolsFragment[]> {
  const found: HypervisorPoolsFragment[] = []
  let after: string | null = null
  do {
    const page: PoolsByHostnameQuery = await graph.ask(PoolsByHostnameDocument, {
      hostnames: [...hostnames],
      first: graph.pageSize,
      after,
    })
    found.push(...(page.hypervisors?.nodes ?? []))
    after = page.hypervisors?.pageInfo.hasNextPage ? page.hypervisors.pageInfo.endCursor : null
  } while (after !== null)
  return found
}

/** Hostnames may repeat in other cells: the id tells where it is a uuid, and the service host where it is not. */
function isSame(candidate: HypervisorPoolsFragment, one: Record<string, unknown>): boolean {
  if (candidate.hostname !== one.hypervisor_hostname) return false
  if (typeof one.id === 'string') return candidate.id === one.id
  const host = isRecord(one.service) ? one.service.host : undefined
  return typeof host !== 'string' || candidate.service === null || candidate.service.host === host
}
