import { ConfigurationError } from '../errors.ts'
import type { Caller } from '../model/caller.ts'
import type { Check } from './oslo/check.ts'
import { evaluate, findRule, NOT_OWN, UNKNOWN, type Credentials, type Target } from './oslo/evaluate.ts'
import { explain } from './oslo/explain.ts'
import { inspectRules } from './oslo/inspect-rules.ts'
import { parseCheck } from './oslo/parse-check.ts'
import { readPolicyFile, type PolicyFile } from './oslo/policy-file.ts'
import { PolicySyntaxError } from './oslo/syntax-error.ts'

/** Every rule in force: the defaults, and what the files put in their place. */
export type Policy = {
  readonly rules: ReadonlyMap<string, PolicyRule>
  /** The checks of the rules, for `rule:` to find. */
  readonly checks: ReadonlyMap<string, Check>
  /** What works otherwise than whoever wrote it will have meant; nothing that stops a start. */
  readonly warnings: readonly string[]
}

export type PolicyRule = {
  readonly name: string
  /** The effective text, as it was written. */
  readonly text: string
  readonly check: Check
  /** Where the text comes from; null: it is the default. */
  readonly source: { readonly file: string; readonly line: number } | null
  /** What the text is in place of; null: no default has this name, it is there for other rules to refer to. */
  readonly defaultText: string | null
}

/** How far a rule lets a caller see: every project's, the own project's, or nothing. */
export type Reach = 'all' | 'own' | 'none'

/**
 * The defaults, overridden by policy files in oslo.policy's language, of which later ones win. Names without a default
 * are kept for other rules to refer to, so that Nova's own file can be given as it is.
 *
 * @throws ConfigurationError with all that is wrong at once.
 */
export function createPolicy(defaults: Readonly<Record<string, string>>, files: readonly PolicyFile[]): Policy {
  const faults: string[] = []
  const rules = new Map<string, PolicyRule>()
  for (const [name, text] of Object.entries(defaults)) {
    const check = parseDefault(name, text, faults)
    if (check) rules.set(name, { name, text, check, source: null, defaultText: text })
  }
  for (const file of files) {
    for (const { name, text, check, line } of readPolicyFile(file, faults)) {
      const source = { file: file.name, line }
      rules.set(name, { name, text, check, source, defaultText: defaults[name] ?? null })
    }
  }
  const warnings: string[] = []
  inspectRules(rules, Object.keys(defaults), faults, warnings)
  if (faults.length > 0) throw new ConfigurationError(faults)
  return { rules, checks: new Map([...rules].map(([name, rule]) => [name, rule.check])), warnings }
}

/** The caller as rules see him, under the names that Nova's context gives them. */
export function credentialsOf(policy: Policy, caller: Caller): Credentials {
  return withIsAdmin(policy, {
    user_id: caller.userId,
    // Keystone tells it, but we do not keep it.
    user_domain_id: UNKNOWN,
    project_id: caller.projectId,
    project_domain_id: caller.projectDomainId ?? UNKNOWN,
    roles: caller.roles,
    is_admin_project: UNKNOWN,
    // Only tokens on a project get this far, and none with a service's token beside it.
    system_scope: null,
    domain_id: null,
    service_user_id: null,
    service_user_domain_id: null,
    service_project_id: null,
    service_project_domain_id: null,
    service_roles: [],
  })
}

/** Pure and synchronous. A rule that is not there is `default`'s to decide, and without one nobody may. */
export function reachOf(policy: Policy, ruleName: string, caller: Credentials): Reach {
  const credentials = withIsAdmin(policy, caller)
  if (holds(policy, ruleName, credentials, targetOf('own', credentials)) !== true) return 'none'
  return holds(policy, ruleName, credentials, targetOf('other', credentials)) === true ? 'all' : 'own'
}

/**
 * Why a rule lets this caller through to his own project's things or to another's, or why not: the checks that decided.
 *
 * @example "role:admin does not hold: the token has member"
 */
export function whyOf(policy: Policy, ruleName: string, caller: Credentials, of: 'own' | 'other' = 'own'): string {
  const credentials = withIsAdmin(policy, caller)
  const facts = { rules: policy.checks, credentials, target: targetOf(of, credentials) }
  return explain({ kind: 'rule', name: ruleName }, facts)
}

/**
 * `is_admin` is what `context_is_admin` says, asked as Nova asks it: of the caller's own project and user, while
 * `is_admin` itself is neither true nor false.
 */
function withIsAdmin(policy: Policy, credentials: Credentials): Credentials {
  if (Object.hasOwn(credentials, 'is_admin')) return credentials
  const { project_id: projectId, user_id: userId } = credentials
  const self: Target = {
    project_id: typeof projectId === 'string' ? projectId : UNKNOWN,
    user_id: typeof userId === 'string' ? userId : UNKNOWN,
  }
  return {
    ...credentials,
    is_admin: holds(policy, 'context_is_admin', { ...credentials, is_admin: null }, self) === true,
  }
}

function holds(policy: Policy, ruleName: string, credentials: Credentials, target: Target): boolean | null {
  const found = findRule(policy.checks, ruleName)
  return found && evaluate(found.check, { rules: policy.checks, credentials, target })
}

/** What a rule is asked about. Who made a thing, its `user_id`, is nothing that the PCI store or a listing always tells. */
function targetOf(of: 'own' | 'other', { project_id: projectId }: Credentials): Target {
  const own = typeof projectId === 'string' ? projectId : UNKNOWN
  const project = of === 'own' ? own : NOT_OWN
  return { project_id: project, tenant_id: project, user_id: UNKNOWN }
}

function parseDefault(name: string, text: string, faults: string[]): Check | null {
  try {
    return parseCheck(text, name)
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    faults.push(`default: ${error.message}`)
    return null
  }
}
