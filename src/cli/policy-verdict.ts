import type { Caller } from '../model/caller.ts'
import { createAccess, type Access } from '../policy/access.ts'
import { credentialsOf, reachOf, whyOf, type Policy, type Reach } from '../policy/policy.ts'
import { factsOf, type Rule } from '../policy/rules.ts'

/** What a rule says to one caller. */
export type Verdict = {
  /** Of whose things: of all projects, of the caller's own, of none. */
  readonly whose: Reach
  /** The checks that decided. */
  readonly why: string
}

/** What each rule says to this caller, as the graph asks it. */
export function createVerdicts(policy: Policy, caller: Caller): { readonly access: Access; of(rule: Rule): Verdict } {
  const access = createAccess(policy, caller)
  const unrestricted = createAccess(policy, { ...caller, accessRules: null })
  const credentials = credentialsOf(policy, caller)

  function of(rule: Rule): Verdict {
    const whose = access.reach(rule)
    // What differs is by the access rules alone.
    if (whose !== unrestricted.reach(rule)) return { whose, why: access.whyNot(rule) }
    const { enforcedBy } = factsOf(rule)
    const besides =
      caller.accessRules === null || enforcedBy === 'pcigraph' || whose === 'none'
        ? ''
        : `; ${enforcedBy} holds it to its access rules besides`
    return { whose: withoutOwner(rule, whose), why: `${why(rule, whose)}${besides}` }
  }

  function why(rule: Rule, whose: Reach): string {
    const own = whyOf(policy, rule, credentials, 'own')
    if (whose === 'all') return whyOf(policy, rule, credentials, 'other')
    if (whose === 'own') {
      if (OWNERLESS.has(rule)) return own
      return `its own: ${own}; others': ${whyOf(policy, rule, credentials, 'other')}`
    }
    // The policy says more than the graph grants: what the rule guards cannot be told apart by owners.
    if (reachOf(policy, rule, credentials) === 'own')
      return `${own}; but it sees devices of others, of which it may have none`
    return own
  }

  return { access, of }
}

/** Rules about what is no project's, or is asked for as a whole: whoever passes them as an owner passes them. */
const OWNERLESS: ReadonlySet<Rule> = new Set<Rule>([
  'context_is_admin',
  'pcigraph:hypervisor:pci_stats',
  'pcigraph:cloud:cells',
  'os_compute_api:servers:detail:get_all_tenants',
  'os_compute_api:servers:allow_all_filters',
  'os_compute_api:servers:show:host_status',
  'os_compute_api:os-extended-server-attributes',
  'os_compute_api:os-flavor-extra-specs:index',
  'os_compute_api:os-hypervisors:list-detail',
  'os_compute_api:os-services:list',
  'os_compute_api:os-aggregates:index',
  'identity:list_projects',
])

function withoutOwner(rule: Rule, whose: Reach): Reach {
  return whose === 'own' && OWNERLESS.has(rule) ? 'all' : whose
}
