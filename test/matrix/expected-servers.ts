import { expectedFlavor, expectedServer, filled } from '../contract/expected-server.ts'
import type { FlavorBody, ServerBody } from '../contract/truth/nova-body.ts'
import { expectedDevices } from './expected-devices.ts'
import { hypervisorNamed } from './expected-hypervisors.ts'
import { denied, json, list, NULL, object, value, type Expectation } from './expectation.ts'
import { ownerOf, told, whose, type Known } from './known.ts'

/** A server as Nova's answer to this caller has it. */
export function serverNode(body: ServerBody, known: Known): Expectation {
  const { view, truth } = known
  const told = expectedServer(body, view, truth)
  const hostname = body['OS-EXT-SRV-ATTR:hypervisor_hostname'] ?? null
  return object(
    {
      ...Object.fromEntries(Object.entries(told).map(([name, of]) => [name, json(of)])),
      flavor:
        told.flavor === null
          ? NULL
          : object({ ...fieldsOf(told.flavor), flavor: () => flavorNamed(told.flavor, known) }),
      project: () => projectNode(body.tenant_id, known),
      hypervisor: () => (hostname === null ? NULL : hypervisorNamed(hostname, known)),
      pciDevices: () => devicesOf(body, known),
    },
    `Server (${ownerOf(body.tenant_id, known)})`,
  )
}

/** By its id, from something else that names it. */
export function serverLinked(id: string, known: Known): Expectation {
  return told(listedServers(known), 'nova', (servers) => {
    const body = servers.find((server) => server.id === id)
    return body === undefined ? NULL : serverNode(body, known)
  })
}

/** As widely as Nova lists servers to this caller. */
export function listedServers({ view }: Known) {
  return view.serversOfAllProjects.message === null ? view.serversOfAllProjects : view.servers
}

export function flavorNode(body: FlavorBody): Expectation {
  return object(
    fieldsOf(expectedFlavor(body) ?? {}),
    `Flavor (${body['os-flavor-access:is_public'] ? 'public' : 'private'})`,
  )
}

/** What Keystone tells this caller of a project; of the own one, what it wrote into the token. */
export function projectNode(id: string, known: Known): Expectation {
  const { view } = known
  const own = view.body.project
  const other = view.projects.value?.find((project) => project.id === id)
  const what = `Project (${ownerOf(id, known)})`
  if (own?.id === id) {
    return object(
      { ...fieldsOf({ id, name: own.name, domainId: own.domain.id, enabled: true }), description: NULL },
      what,
    )
  }
  return object(
    {
      id: value(id),
      name: value(other?.name ?? null),
      description: value(filled(other?.description)),
      domainId: value(other?.domain_id ?? null),
      enabled: value(other?.enabled ?? null),
    },
    what,
  )
}

function flavorNamed(of: { readonly name: string } | null, { view }: Known): Expectation {
  return told(view.flavors, 'nova', (flavors) => {
    const body = flavors.find(({ name }) => name === of?.name)
    return body === undefined ? NULL : flavorNode(body)
  })
}

function devicesOf(body: ServerBody, known: Known): Expectation {
  const rule = 'os_compute_api:os-pci:pci_servers'
  const who = whose(rule, known)
  const isOwn = body.tenant_id === known.view.projectId
  if (who === 'none' || (who === 'own' && !isOwn)) return denied(rule)
  return list(expectedDevices(({ instanceUuid }) => instanceUuid === body.id, known).map((device) => device()))
}

function fieldsOf(of: object): Record<string, Expectation> {
  return Object.fromEntries(
    Object.entries(of).map(([name, inner]: [string, unknown]) => [
      name,
      typeof inner === 'object' ? json(inner) : value(inner),
    ]),
  )
}
