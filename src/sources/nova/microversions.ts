import { UpstreamError } from '../../errors.ts'

/** A call's wish: the version that it is written for, and why that one. A Nova that ends before it gets its own newest. */
export type Need = { readonly wanted: string; readonly reason: string }

export const NEEDS = {
  servers: {
    wanted: '2.96',
    reason:
      '2.47 embeds the flavor, 2.73 says why a server is locked, 2.96 names the zone that a server is pinned to; nothing later changes what is read.',
  },
  serversInBrief: {
    wanted: '2.1',
    reason:
      'All that most questions read is there, and what makes answers long is not: the flavor with its extra specs, the user data. For lists alone: by its id, a server of a cell that is down is told from 2.69 on.',
  },
  hypervisors: {
    wanted: '2.87',
    reason:
      'The last version with capacity. From 2.88 on Nova asks every host by RPC for its uptime, and one host that has just died holds the whole answer up for a minute.',
  },
  services: { wanted: '2.69', reason: '2.53 makes ids UUIDs; 2.69 still answers for the rest when a cell is down.' },
  aggregates: { wanted: '2.41', reason: 'Gives the UUID of an aggregate.' },
  flavors: { wanted: '2.61', reason: 'Embeds the extra specs, which cost one call for each flavor before.' },
} as const satisfies Record<string, Need>

/** Hypervisors have UUIDs from here on, and all that links devices to them rests on that. */
export const OLDEST_SUPPORTED = '2.53'

/** What one Nova serves. */
export type ServedRange = { readonly min: string; readonly max: string }

/** @throws UpstreamError UPSTREAM_UNSUPPORTED for a Nova before 2.53. */
export function requireSupported(served: ServedRange): ServedRange {
  if (compareMicroversions(served.max, OLDEST_SUPPORTED) >= 0) return served
  throw new UpstreamError(
    'UPSTREAM_UNSUPPORTED',
    `This Nova's compute API ends at ${served.max}; pcigraph needs ${OLDEST_SUPPORTED} (Pike) or later.`,
    { upstream: 'nova' },
  )
}

/** The version to ask for: the wanted one, or the nearest that is served. */
export function negotiate({ wanted }: Need, { min, max }: ServedRange): string {
  if (compareMicroversions(wanted, max) > 0) return max
  return compareMicroversions(wanted, min) < 0 ? min : wanted
}

/** Negative: `a` is older. As texts, 2.100 would come before 2.96. */
export function compareMicroversions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number)
  const [majorB = 0, minorB = 0] = b.split('.').map(Number)
  return majorA - majorB || minorA - minorB
}

/** Both headers: the second is all that Nova before 2.27 reads, and what some proxies know. */
export function microversionHeaders(version: string): Record<string, string> {
  return { 'openstack-api-version': `compute ${version}`, 'x-openstack-nova-api-version': version }
}
