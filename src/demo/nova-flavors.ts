import { json, type DemoReply } from './exchange.ts'
import type { DemoFlavor } from './flavors.ts'
import { NovaFault } from './nova-fault.ts'
import { pageOf, refuseUnknownParameters } from './nova-paging.ts'
import type { NovaRequest } from './nova-request.ts'
import { isAdmin } from './tokens.ts'

/** Null: no path of flavors. */
export function answerFlavors(request: NovaRequest): DemoReply | null {
  if (request.path === 'flavors' || request.path === 'flavors/detail') {
    return listFlavors(request, request.path === 'flavors/detail')
  }
  const [, id] = /^flavors\/([^/]+)$/.exec(request.path) ?? []
  if (id === undefined) return null
  const flavor = request.cloud.flavors.find((each) => each.id === id && (each.isPublic || isAdmin(request.token)))
  if (flavor === undefined) throw new NovaFault(404, `Flavor ${id} could not be found.`)
  return json(200, { flavor: describeFlavor(flavor, request) })
}

function listFlavors(request: NovaRequest, isDetail: boolean): DemoReply {
  refuseUnknownParameters(request, ['limit', 'marker', 'is_public', 'minRam', 'minDisk', 'sort_key', 'sort_dir'])
  const isWanted = publicity(request)
  const flavors = request.cloud.flavors
    .filter((flavor) => isWanted(flavor.isPublic))
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
  const page = pageOf(request, flavors, (flavor) => flavor.id)
  return json(200, {
    flavors: page.items.map((flavor) =>
      isDetail
        ? describeFlavor(flavor, request)
        : {
            id: flavor.id,
            name: flavor.name,
            links: linksOf(flavor, request),
            ...(request.minor >= 55 ? { description: flavor.description } : {}),
          },
    ),
    ...(page.links === null ? {} : { flavors_links: page.links }),
  })
}

/** Public ones for everybody; an admin says `is_public=None` for all. */
function publicity(request: NovaRequest): (isPublic: boolean) => boolean {
  const wanted = request.query.get('is_public')
  if (!isAdmin(request.token) || wanted === null) return (isPublic) => isPublic
  if (wanted.toLowerCase() === 'none') return () => true
  return (isPublic) => isPublic === /^(1|t|true|on|y|yes)$/i.test(wanted)
}

function describeFlavor(flavor: DemoFlavor, request: NovaRequest): object {
  return {
    id: flavor.id,
    name: flavor.name,
    ram: flavor.memoryMib,
    disk: flavor.diskGib,
    swap: request.minor >= 75 ? 0 : '',
    'OS-FLV-EXT-DATA:ephemeral': 0,
    'OS-FLV-DISABLED:disabled': false,
    vcpus: flavor.vcpus,
    'os-flavor-access:is_public': flavor.isPublic,
    rxtx_factor: 1,
    links: linksOf(flavor, request),
    ...(request.minor >= 55 ? { description: flavor.description } : {}),
    ...(request.minor >= 61 ? { extra_specs: flavor.extraSpecs } : {}),
  }
}

function linksOf(flavor: DemoFlavor, request: NovaRequest): object[] {
  return [
    { rel: 'self', href: `${request.base}/flavors/${flavor.id}` },
    { rel: 'bookmark', href: `${request.bookmarkBase}/flavors/${flavor.id}` },
  ]
}
