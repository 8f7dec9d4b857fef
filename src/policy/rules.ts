/** A rule of policy, as this version knows it. */
export type RuleFacts = {
  /** In the language of oslo.policy, as the service's own default is; `policy.yaml` overrides it. */
  readonly check: string
  /**
   * Who holds callers to it. Ours are decided here, before anything is fetched. A service holds its own callers to its rules,
   * whatever we expect of them: of those we only need to know what is worth asking for.
   */
  readonly enforcedBy: 'pcigraph' | 'nova' | 'keystone'
  /**
   * Requests of Nova's API that show what the rule guards: an application credential whose access rules allow none of them
   * is shown nothing. Paths as they stand behind `/v2.1`.
   */
  readonly requests?: readonly string[]
  readonly description: string
}

const SERVERS = ['/servers/detail', '/servers/{server_id}'] as const
const HYPERVISORS = ['/os-hypervisors/detail', '/os-hypervisors/{hypervisor_id}'] as const

/**
 * Every rule that the graph asks, under the name that Nova, Keystone or we give it. Names and defaults of the
 * services are those of their own releases; `os-pci` is what Nova had until it deleted the API.
 */
export const RULES = {
  context_is_admin: { check: 'role:admin', enforcedBy: 'pcigraph', description: 'Who is an admin.' },
  admin_or_owner: {
    check: 'rule:context_is_admin or project_id:%(project_id)s',
    enforcedBy: 'pcigraph',
    description: 'Who is an admin, or asks for what is of the project of the token.',
  },

  'os_compute_api:os-pci:index': {
    check: 'rule:context_is_admin',
    enforcedBy: 'pcigraph',
    requests: ['/os-pci', '/os-pci/detail'],
    description: 'List PCI devices, and count them in groups.',
  },
  'os_compute_api:os-pci:detail': {
    check: 'rule:context_is_admin',
    enforcedBy: 'pcigraph',
    requests: ['/os-pci/detail'],
    description: 'List PCI devices in detail over REST.',
  },
  'os_compute_api:os-pci:show': {
    check: 'rule:context_is_admin',
    enforcedBy: 'pcigraph',
    requests: ['/os-pci/{device_id}'],
    description: 'Show one PCI device by its id or its slot.',
  },
  'os_compute_api:os-pci:pci_servers': {
    check: 'rule:admin_or_owner',
    enforcedBy: 'pcigraph',
    requests: SERVERS,
    description: 'Show the PCI devices of a server.',
  },
  'pcigraph:device:host_details': {
    check: 'rule:context_is_admin',
    enforcedBy: 'pcigraph',
    requests: ['/os-pci/detail', '/os-pci/{device_id}'],
    description:
      'Show where a device sits and what it is made of: host, address, NUMA node, serial, MAC, times, PF and VFs.',
  },
  'pcigraph:hypervisor:pci_stats': {
    check: 'rule:context_is_admin',
    enforcedBy: 'pcigraph',
    requests: HYPERVISORS,
    description: 'Show the PCI pools of a hypervisor: what is free there, whoever has the rest.',
  },
  'pcigraph:cloud:cells': {
    check: 'rule:context_is_admin',
    enforcedBy: 'pcigraph',
    requests: ['/os-services'],
    description: 'Show the cells, their databases and how old they are.',
  },

  'os_compute_api:servers:detail': {
    check: 'rule:admin_or_owner',
    enforcedBy: 'nova',
    requests: SERVERS,
    description: 'Show servers.',
  },
  'os_compute_api:servers:detail:get_all_tenants': {
    check: 'rule:context_is_admin',
    enforcedBy: 'nova',
    requests: ['/servers/detail'],
    description: 'List the servers of all projects.',
  },
  'os_compute_api:servers:allow_all_filters': {
    check: 'rule:context_is_admin',
    enforcedBy: 'nova',
    requests: ['/servers/detail'],
    description: 'Filter servers by what is not for users.',
  },
  'os_compute_api:servers:show:host_status': {
    check: 'rule:context_is_admin',
    enforcedBy: 'nova',
    requests: SERVERS,
    description: "Show how a server's host is.",
  },
  'os_compute_api:os-extended-server-attributes': {
    check: 'rule:context_is_admin',
    enforcedBy: 'nova',
    requests: SERVERS,
    description: 'Show where a server runs.',
  },
  'os_compute_api:os-flavor-extra-specs:index': {
    check: 'rule:admin_or_owner',
    enforcedBy: 'nova',
    requests: ['/flavors/detail'],
    description: 'Show the extra specs of flavors.',
  },
  'os_compute_api:os-hypervisors:list-detail': {
    check: 'rule:context_is_admin',
    enforcedBy: 'nova',
    requests: HYPERVISORS,
    description: 'Show hypervisors.',
  },
  'os_compute_api:os-services:list': {
    check: 'rule:context_is_admin',
    enforcedBy: 'nova',
    requests: ['/os-services'],
    description: 'Show the services of hosts.',
  },
  'os_compute_api:os-aggregates:index': {
    check: 'rule:context_is_admin',
    enforcedBy: 'nova',
    requests: ['/os-aggregates'],
    description: 'Show host aggregates.',
  },
  'identity:get_project': {
    check: 'rule:admin_or_owner',
    enforcedBy: 'keystone',
    description: 'Show a project.',
  },
  'identity:list_projects': {
    check: 'rule:context_is_admin',
    enforcedBy: 'keystone',
    description: 'Show projects that are not the own one.',
  },
} as const satisfies Record<string, RuleFacts>

export type Rule = keyof typeof RULES

export function factsOf(rule: Rule): RuleFacts {
  return RULES[rule]
}

/** What holds where no `policy.yaml` says otherwise. */
export const DEFAULT_CHECKS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(RULES).map(([name, { check }]) => [name, check]),
)
