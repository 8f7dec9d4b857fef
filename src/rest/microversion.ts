import type { IncomingHttpHeaders } from 'node:http'
import { RestFault } from './faults.ts'
import type { ApiVersion } from './routes.ts'

/**
 * The compute version that a request names: its own text, as `2.88` or `latest`; null where it names none, which is 2.1.
 * The newer header goes first, and can name several services; of one that comes several times, the last counts.
 */
export function askedMicroversion(headers: IncomingHttpHeaders): string | null {
  const header = headers['openstack-api-version']
  for (const part of String(header ?? '')
    .split(',')
    .reverse()) {
    const [, service, version] = /^(\S+)\s+(.*)$/.exec(part.trim()) ?? []
    if (service?.toLowerCase() === 'compute' && version !== undefined) return version
  }
  const legacy = headers['x-openstack-nova-api-version']
  return legacy === undefined ? null : (String(legacy).split(',').at(-1)?.trim() ?? null)
}

/** Whether hypervisors are named by uuid: from 2.53 on, and never below `/v2`, which is deaf to versions. */
export function namesHypervisorsByUuid(version: ApiVersion, headers: IncomingHttpHeaders): boolean {
  const asked = version === 'v2' ? null : askedMicroversion(headers)
  return asked === 'latest' || Number(/^2\.(\d+)$/.exec(asked ?? '')?.[1] ?? 0) >= 53
}

/**
 * The version that an answer of ours is in: os-pci is the same in all of them, and clients look whether theirs was heard.
 * @param range what Nova serves, asked only where it matters
 * @throws RestFault 400 for a version of no form, 406 for one that Nova does not serve
 */
export async function negotiate(
  headers: IncomingHttpHeaders,
  range: () => Promise<{ readonly min: string; readonly max: string }>,
): Promise<string> {
  const asked = askedMicroversion(headers)
  if (asked === null) return '2.1'
  if (asked === 'latest') return (await range()).max
  const [, major, minor] = /^([1-9]\d*)\.([1-9]\d*|0)$/.exec(asked) ?? []
  if (major === undefined || minor === undefined) {
    throw new RestFault(400, `API Version String ${asked} is of invalid format. Must be of format MajorNum.MinorNum.`)
  }
  const { min, max } = await range()
  if (major !== '2' || Number(minor) < minorOf(min) || Number(minor) > minorOf(max)) {
    const message = `Version ${asked} is not supported by the API. Minimum is ${min} and maximum is ${max}.`
    throw new RestFault(406, message, versionHeaders(asked))
  }
  return asked
}

/** What Nova's answers say of their version; nothing below `/v2`. */
export function versionHeaders(version: string): Record<string, string> {
  return {
    'openstack-api-version': `compute ${version}`,
    'x-openstack-nova-api-version': version,
    vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
  }
}

function minorOf(version: string): number {
  return Number(version.split('.')[1])
}
