import type { Cloud } from './cloud.ts'
import type { DemoReply, DemoRequest } from './exchange.ts'
import { NovaFault, faultReply } from './nova-fault.ts'
import { newestMinor } from './nova-request.ts'

/** The version that the request asked for, or why it cannot have it. */
export function readMicroversion(
  cloud: Cloud,
  request: DemoRequest,
): { readonly minor: number; readonly name: string } | { readonly fault: DemoReply } {
  const asked = askedVersion(request)
  if (asked === null) return { minor: 1, name: '2.1' }
  const newest = newestMinor(cloud)
  if (asked === 'latest') return { minor: newest, name: cloud.release }
  const [, major, minorText] = /^([1-9]\d*)\.([1-9]\d*|0)$/.exec(asked) ?? []
  if (major === undefined || minorText === undefined) {
    const message = `API Version String ${asked} is of invalid format. Must be of format MajorNum.MinorNum.`
    return { fault: faultReply(new NovaFault(400, message)) }
  }
  const minor = Number(minorText)
  if (major !== '2' || minor < 1 || minor > newest) {
    const message = `Version ${asked} is not supported by the API. Minimum is 2.1 and maximum is ${cloud.release}.`
    const reply = faultReply(new NovaFault(406, message))
    return { fault: { ...reply, headers: { ...reply.headers, ...versionHeaders(asked) } } }
  }
  return { minor, name: asked }
}

/** Every answer says which version it is in. */
export function versionHeaders(version: string): Record<string, string> {
  return {
    'openstack-api-version': `compute ${version}`,
    'x-openstack-nova-api-version': version,
    vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
  }
}

/** The newer header goes first; it can name several services. */
function askedVersion(request: DemoRequest): string | null {
  const header = request.headers['openstack-api-version']
  const parts = typeof header === 'string' ? header.split(',') : []
  for (const part of parts) {
    const [service, version] = part.trim().split(/\s+/)
    if (service === 'compute' && version !== undefined) return version
  }
  const legacy = request.headers['x-openstack-nova-api-version']
  return typeof legacy === 'string' ? legacy : null
}
