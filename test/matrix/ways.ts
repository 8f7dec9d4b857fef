import type { DeviceRow } from '../contract/truth/cell.ts'
import { expectedDevices, deviceNode, cellNode } from './expected-devices.ts'
import { expectedGroups, GROUPINGS } from './expected-groups.ts'
import { hypervisorLinked, hypervisorNode } from './expected-hypervisors.ts'
import { expectedPage } from './expected-lists.ts'
import { flavorNode, listedServers, projectNode, serverNode } from './expected-servers.ts'
import { json, list, NULL, object, SOME, value, type Expectation } from './expectation.ts'
import { ours, ownerOf, told, whose, type Known } from './known.ts'
import type { Samples } from './samples.ts'
import { FIRST } from './selection.ts'

/** A way into the graph: a field of Query with arguments, and what a caller is to find there. */
export type Way = {
  readonly field: string
  /** What it leads to, in words. */
  readonly to: string
  readonly args: string
  /** Of an entity, which may be of several types. */
  readonly type?: string
  expect(known: Known): Expectation
}

const INDEX = 'os_compute_api:os-pci:index'
const SHOW = 'os_compute_api:os-pci:show'
const OF_SERVERS = 'os_compute_api:os-pci:pci_servers'
const HOST_DETAILS = 'pcigraph:device:host_details'

/** By every field of Query, to every kind of object: own ones, another project's, and what is nobody's. */
export function waysTo(samples: Samples, anybody: Known): Way[] {
  return [
    { field: 'cloud', to: 'the cloud', args: '', expect: cloud },
    { field: '_service', to: 'the SDL', args: '', expect: () => object({ sdl: SOME }) },
    ...serverWays(samples, anybody),
    ...hypervisorWays(samples, anybody),
    ...deviceWays(samples, anybody),
    ...GROUPINGS.map((by): Way => ({
      field: 'pciDeviceGroups',
      to: `by ${by}`,
      args: `(by: [${by}], first: ${FIRST})`,
      expect: (known) => ours(INDEX, known, () => expectedGroups(by, known)),
    })),
    ...samples.projectIds.map((id): Way => {
      const to = `Project (${ownerOf(id, anybody)})`
      return entity('Project', to, `id: "${id}"`, (known) => {
        const isShown = id === known.view.projectId || isTold(id, known)
        return isShown ? projectNode(id, known) : NULL
      })
    }),
    ...samples.flavors.map((flavor): Way => {
      const to = `Flavor (${flavor['os-flavor-access:is_public'] ? 'public' : 'private'})`
      return entity('Flavor', to, `id: "${flavor.id}"`, ({ view }) =>
        told(view.flavors, 'nova', (flavors) => {
          const body = flavors.find(({ id }) => id === flavor.id)
          return body === undefined ? NULL : flavorNode(body)
        }),
      )
    }),
  ]
}

function cloud(known: Known): Expectation {
  const { truth, isDemo } = known
  const ofCells = (then: Expectation) => () => ours('pcigraph:cloud:cells', known, () => then)
  return object(
    {
      name: SOME,
      region: SOME,
      isDemo: value(isDemo),
      microversions: json(truth.microversions),
      cells: () => ours('pcigraph:cloud:cells', known, () => list([cellNode(known)])),
      partial: ofCells(value(false)),
      freshness: ofCells(SOME),
    },
    'Cloud',
  )
}

function serverWays(samples: Samples, anybody: Known): Way[] {
  return [
    {
      field: 'servers',
      to: 'a page of servers',
      args: `(first: ${FIRST})`,
      expect: (known) =>
        told(listedServers(known), 'nova', (servers) =>
          expectedPage(
            servers.map((body) => () => serverNode(body, known)),
            null,
          ),
        ),
    },
    ...samples.servers.flatMap(({ id, tenant_id }): Way[] => {
      const to = `Server (${ownerOf(tenant_id, anybody)})`
      const expect = (known: Known) => told(known.view.serversById.get(id), 'nova', (body) => serverNode(body, known))
      return [{ field: 'server', to, args: `(id: "${id}")`, expect }, entity('Server', to, `id: "${id}"`, expect)]
    }),
  ]
}

function hypervisorWays(samples: Samples, { truth }: Known): Way[] {
  const bodies = truth.callers.admin.hypervisors.value ?? []
  const byName = (known: Known) =>
    told(known.view.hypervisors, 'nova', (hypervisors) =>
      expectedPage(
        hypervisors
          .toSorted((a, b) => (a.hypervisor_hostname < b.hypervisor_hostname ? -1 : 1))
          .map((body) => () => hypervisorNode(body, known)),
        hypervisors.length,
      ),
    )
  return [
    { field: 'hypervisors', to: 'a page of hypervisors', args: `(first: ${FIRST})`, expect: byName },
    ...samples.hypervisorIds.flatMap((id): Way[] => {
      const hostname = bodies.find((body) => body.id === id)?.hypervisor_hostname ?? ''
      const expect = (known: Known) =>
        told(known.view.hypervisorsById.get(id), 'nova', () => hypervisorLinked(id, known))
      return [
        { field: 'hypervisor', to: 'Hypervisor', args: `(id: "${id}")`, expect },
        { field: 'hypervisorByHostname', to: 'Hypervisor', args: `(hostname: "${hostname}")`, expect },
        // A router's client learns nothing from the difference between unknown and hidden.
        entity('Hypervisor', 'Hypervisor', `id: "${id}"`, (known) =>
          known.view.hypervisorsById.get(id)?.status === 200 ? hypervisorLinked(id, known) : NULL,
        ),
      ]
    }),
  ]
}

function deviceWays(samples: Samples, anybody: Known): Way[] {
  return [
    {
      field: 'pciDevices',
      to: 'a page of devices',
      args: `(first: ${FIRST})`,
      expect: (known) =>
        ours(INDEX, known, () => {
          const devices = expectedDevices(() => true, known)
          return expectedPage(devices, devices.length)
        }),
    },
    ...samples.devices.flatMap((row): Way[] => {
      const to = `PciDevice (${row.instanceUuid === null ? 'free' : ownerOf(row.ownerProjectId, anybody)})`
      const id = `id: "${String(row.uuid)}"`
      const slot = `slot: { host: "${String(row.nodeHost)}", address: "${row.address}" }`
      return [
        {
          field: 'pciDevice',
          to,
          args: `(${id})`,
          expect: (known) => ours(SHOW, known, () => deviceNode(row, known)),
        },
        {
          field: 'pciDeviceBySlot',
          to: `${to}, by slot`,
          args: `(${slot})`,
          expect: (known) => ours(SHOW, known, () => ours(HOST_DETAILS, known, () => deviceNode(row, known))),
        },
        entity('PciDevice', to, id, (known) => (isShown(row, known) ? deviceNode(row, known) : NULL)),
        entity('PciDevice', `${to}, by slot`, slot, (known) =>
          whose(SHOW, known) === 'all' && whose(HOST_DETAILS, known) === 'all' ? deviceNode(row, known) : NULL,
        ),
      ]
    }),
  ]
}

/** By its id: to admins, and to whom Nova shows its server as one of the own project. */
function isShown(row: DeviceRow, known: Known): boolean {
  if (whose(SHOW, known) === 'all') return true
  const isOwn = row.ownerProjectId === known.view.projectId
  const isServerShown = known.view.servers.value?.some(({ id }) => id === row.instanceUuid) ?? false
  return whose(OF_SERVERS, known) === 'own' && isOwn && isServerShown
}

/** Under the new default roles, Keystone 22 refuses an admin on a project each project alone, and lists them all: it is told then. */
function isTold(id: string, { view }: Known): boolean {
  const status = view.projectsById.get(id)?.status
  return status === 200 || (status === 403 && (view.projects.value?.some((project) => project.id === id) ?? false))
}

function entity(type: string, to: string, key: string, expect: (known: Known) => Expectation): Way {
  return {
    field: '_entities',
    to,
    type,
    args: `(representations: [{ __typename: "${type}", ${key} }])`,
    expect: (known) => list([expect(known)]),
  }
}
