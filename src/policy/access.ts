import type { AccessRule } from '../model/access-rule.ts'
import type { Caller } from '../model/caller.ts'
import { allowsRequest } from './access-rules.ts'
import { credentialsOf, reachOf, type Policy, type Reach } from './policy.ts'
import { factsOf, type Rule } from './rules.ts'

/** What one caller may; looked up as often as you like, decided once a rule. Pure and synchronous, so that it is asked before every fetch. */
export type Access = {
  /** Of whose things the rule lets this caller have: of all projects, of its own, or of none. */
  reach(rule: Rule): Reach
  /** Whether it lets the caller have any. */
  may(rule: Rule): boolean
  /** A sentence for who may not. It tells nothing of the rule's text, which is the operator's: that may name other projects. */
  whyNot(rule: Rule): string
}

export function createAccess(policy: Policy, caller: Caller): Access {
  const decided = new Map<Rule, Reach>()
  const credentials = credentialsOf(policy, caller)

  function reach(rule: Rule): Reach {
    const known = decided.get(rule)
    if (known !== undefined) return known
    const answer = decide(rule)
    decided.set(rule, answer)
    return answer
  }

  function decide(rule: Rule): Reach {
    if (!isWithinAccessRules(caller, rule)) return 'none'
    const answer = reachOf(policy, rule, credentials)
    return rule === 'pcigraph:device:host_details' && answer === 'own' && seesOthersDevices() ? 'none' : answer
  }

  /** Host details that are for owners alone would have to be told device by device: whoever sees others' devices is shown none. */
  function seesOthersDevices(): boolean {
    return DEVICE_RULES.some((rule) => reach(rule) === 'all')
  }

  return {
    reach,
    may: (rule) => reach(rule) !== 'none',
    whyNot(rule) {
      if (!isWithinAccessRules(caller, rule)) return outsideAccessRules(rule)
      const { length } = caller.roles
      const roles = length === 0 ? 'no roles' : `the role${length === 1 ? '' : 's'} ${caller.roles.join(', ')}`
      return `The rule ${rule} does not allow this to a token with ${roles} on its project.`
    },
  }
}

/** The rules by which devices themselves are come by. */
const DEVICE_RULES: readonly Rule[] = [
  'os_compute_api:os-pci:index',
  'os_compute_api:os-pci:show',
  'os_compute_api:os-pci:pci_servers',
]

/**
 * An application credential with access rules is good for the requests that they name and for nothing else: of the store it is
 * shown what those requests of Nova would have shown.
 */
function isWithinAccessRules({ accessRules, projectId }: Caller, rule: Rule): boolean {
  const { requests, enforcedBy } = factsOf(rule)
  // What a service holds it to, the service's answers tell.
  if (accessRules === null || requests === undefined || enforcedBy !== 'pcigraph') return true
  return requests.some((path) => ROOTS.some((root) => isAllowed(accessRules, `${root(projectId)}${path}`)))
}

function isAllowed(accessRules: readonly AccessRule[], path: string): boolean {
  return allowsRequest(accessRules, { service: 'compute', method: 'GET', path: path.replaceAll(/[{}]/g, '') })
}

/** Under which Nova serves its paths, and under which we do. */
const ROOTS: readonly ((projectId: string) => string)[] = ['/v2.1', '/v2', '/v3'].flatMap((version) => [
  () => version,
  (projectId: string) => `${version}/${projectId}`,
])

function outsideAccessRules(rule: Rule): string {
  const requests = (factsOf(rule).requests ?? []).map((path) => `GET /v2.1${path}`).join(' or ')
  return `The access rules of this application credential do not allow this: they would have to allow ${requests} of compute.`
}
