import { UpstreamError } from '../../errors.ts'
import type { EndpointInterface, ServiceType } from './cloud-config.ts'
import type { CatalogEndpoint } from './token-body.ts'

/**
 * The endpoint of a service: by its type, never by its name, which every cloud chooses for itself.
 * @throws UpstreamError that says what the catalog lacks.
 */
export function findEndpoint(
  catalog: readonly CatalogEndpoint[],
  wanted: { serviceType: ServiceType; interface: EndpointInterface; regionName: string | null },
): URL {
  const ofType = catalog.filter((endpoint) => endpoint.serviceType === wanted.serviceType)
  const ofInterface = ofType.filter((endpoint) => bareInterface(endpoint.interface) === wanted.interface)
  const found = ofInterface.find((endpoint) => wanted.regionName === null || endpoint.regionId === wanted.regionName)
  if (found && URL.canParse(found.url)) return new URL(found.url)

  const where = wanted.regionName === null ? '' : ` in region ${wanted.regionName}`
  const offered = ofType.map((endpoint) => `${endpoint.interface} in ${endpoint.regionId ?? 'no region'}`).join(', ')
  throw new UpstreamError(
    'UPSTREAM_UNAVAILABLE',
    `Keystone's catalog has no ${wanted.interface} endpoint of ${wanted.serviceType}${where} (it has: ${offered || 'none of that type'}). ` +
      'Check region and interface, or set an endpoint override.',
    { upstream: 'keystone' },
  )
}

/** Some catalogs keep the names of v2: `publicURL`. */
function bareInterface(text: string): string {
  return text.replace(/URL$/, '')
}

/** The root of Keystone's v3, whether it was configured with a version or without. */
export function keystoneV3(authUrl: URL): URL {
  const root = new URL(authUrl)
  root.search = ''
  root.hash = ''
  root.pathname = `${authUrl.pathname.replace(/\/+$/, '').replace(/\/v(2\.0|3)(\/auth\/tokens)?$/, '')}/v3`
  return root
}
