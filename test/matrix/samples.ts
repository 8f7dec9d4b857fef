import { expectedDevice } from '../contract/expected-device.ts'
import { expectedServer } from '../contract/expected-server.ts'
import type { DeviceRow } from '../contract/truth/cell.ts'
import type { FlavorBody, ServerBody } from '../contract/truth/nova-body.ts'
import type { Truth } from '../contract/truth/truth.ts'

/** Which objects are asked for by their keys: of each owner's a few that together have all that such an object may have. */
export type Samples = {
  readonly servers: readonly ServerBody[]
  /** That have an id of Nova. */
  readonly devices: readonly DeviceRow[]
  readonly hypervisorIds: readonly string[]
  readonly projectIds: readonly string[]
  /** One that everybody may use, and one that not everybody may, where the cloud has such. */
  readonly flavors: readonly FlavorBody[]
}

export function chooseSamples(truth: Truth): Samples {
  const { admin, alice, bob } = truth.callers
  const all = admin.serversOfAllProjects.value ?? []
  const owners = [alice, bob].map(({ body }) => String(body.project?.id))
  const devices = truth.cell.devices.filter(({ uuid }) => uuid !== null)
  const chosen = [
    ...owners.flatMap((owner) =>
      cover(
        devices.filter(({ ownerProjectId, ownerDeleted }) => ownerProjectId === owner && ownerDeleted === 0),
        (row) => expectedDevice(row, truth),
      ),
    ),
    ...cover(
      devices.filter(({ instanceUuid }) => instanceUuid === null),
      (row) => expectedDevice(row, truth),
    ),
  ]
  const flavors = admin.flavors.value ?? []
  const look = (body: ServerBody) => ({
    ...expectedServer(body, admin, truth),
    // An empty list says nothing.
    pciDevices: truth.cell.devices.some(({ instanceUuid }) => instanceUuid === body.id) ? true : null,
  })
  const servers = owners.flatMap((owner) =>
    cover(
      all.filter(({ tenant_id }) => tenant_id === owner),
      look,
    ),
  )
  const seen = new Set(servers.flatMap((body) => namesOf(look(body))))
  return {
    servers: [
      ...servers,
      ...cover(
        all.filter((body) => !servers.includes(body)),
        look,
        seen,
      ),
    ],
    devices: chosen,
    hypervisorIds: [...new Set(chosen.map(({ nodeUuid }) => String(nodeUuid)))].slice(0, 2),
    projectIds: [...owners, String(admin.body.project?.id)],
    flavors: [true, false].flatMap((isPublic) =>
      flavors.filter((flavor) => flavor['os-flavor-access:is_public'] === isPublic).slice(0, 1),
    ),
  }
}

/** The first of what has the most that is not null, and then whatever has something that those before have not. */
function cover<Item>(items: readonly Item[], look: (item: Item) => object, seen = new Set<string>()): Item[] {
  const named = items.map((item) => ({ item, names: namesOf(look(item)) }))
  const chosen: Item[] = []
  for (;;) {
    const [best] = named
      .map(({ item, names }) => ({ item, names, isNew: names.filter((name) => !seen.has(name)).length }))
      .sort((a, b) => b.isNew - a.isNew)
    if (best === undefined || best.isNew === 0) return chosen
    chosen.push(best.item)
    for (const name of best.names) seen.add(name)
  }
}

function namesOf(look: object): string[] {
  return Object.entries(look).flatMap(([name, value]: [string, unknown]) =>
    value === null || (Array.isArray(value) && value.length === 0) ? [] : [name],
  )
}
