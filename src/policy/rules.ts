import type { Caller } from '../model/caller.ts'

/**
 * Every rule that the graph asks, under the name that Nova, Keystone or we give it, and who it lets through.
 *
 * What only the PCI store knows is for admins: the store holds every project's devices, and Nova itself never showed it.
 */
const RULES = {
  // The blueprint's own rules, whose names Nova kept until it deleted the API.
  'os_compute_api:os-pci:index': 'admin',
  'os_compute_api:os-pci:detail': 'admin',
  'os_compute_api:os-pci:show': 'admin',
  'os_compute_api:os-pci:pci_servers': 'admin',
  /** PCI pools of hypervisors: Nova had no rule but that of os-hypervisors itself, which is admin. */
  'pcigraph:hypervisor:pci_stats': 'admin',
  /** Cells, their databases and how old they are. */
  'pcigraph:cloud:cells': 'admin',
  // What the gateway has to know before it calls, so that it asks Nova and Keystone for what they will give.
  'os_compute_api:servers:detail:get_all_tenants': 'admin',
  'os_compute_api:servers:allow_all_filters': 'admin',
  'os_compute_api:os-hypervisors:list-detail': 'admin',
  'identity:list_projects': 'admin',
} as const satisfies Record<string, 'admin'>

export type Rule = keyof typeof RULES

/** Whether the caller of one request may; looked up as often as you like. */
export type Decide = (rule: Rule) => boolean

/** `context_is_admin`, Nova's default: the role admin, on the project that the token is for. */
export function isAdmin(caller: Caller): boolean {
  return caller.roles.includes('admin')
}

/** Pure and synchronous, so that it can be asked before every fetch. */
export function decide(caller: Caller, rule: Rule): boolean {
  // Every rule is an admin's as yet; the table says so rule by rule, and this line reads it.
  return RULES[rule] === 'admin' && isAdmin(caller)
}

/** The decisions of one request, made once. */
export function createDecide(caller: Caller): Decide {
  const decisions = new Map<Rule, boolean>()
  return (rule) => {
    const known = decisions.get(rule)
    if (known !== undefined) return known
    const decision = decide(caller, rule)
    decisions.set(rule, decision)
    return decision
  }
}
