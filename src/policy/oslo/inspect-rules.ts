import { CREDENTIAL_NAMES, TARGET_KEYS } from './known-names.ts'
import type { Check } from './check.ts'
import { nearest } from './nearest.ts'
import { keysOf } from './template.ts'

/** What the inspection has to know of a rule. */
type Rule = {
  readonly name: string
  readonly text: string
  readonly check: Check
  readonly source: { readonly file: string; readonly line: number } | null
}

/**
 * Follows every rule that is asked through all that it refers to. Cycles, remote checks, references to nothing and
 * misspelt names of ours are faults; what cannot be known when the rule is asked is a warning. Rules that nobody asks
 * may be anything: a file of Nova's is full of them.
 */
export function inspectRules(
  rules: ReadonlyMap<string, Rule>,
  asked: readonly string[],
  faults: string[],
  warnings: string[],
): void {
  for (const rule of rules.values()) {
    if (!rule.name.startsWith('pcigraph:') || asked.includes(rule.name)) continue
    const meant = nearest(rule.name, asked)
    faults.push(`${placeOf(rule)}: ${rule.name} is no rule${meant === null ? '' : `: did you mean ${meant}?`}`)
  }
  for (const rule of reachable(rules, asked, faults)) inspectRule(rule, rules, faults, warnings)
}

/** The rules that are asked, and those that they refer to; tells of each cycle once. */
function reachable(rules: ReadonlyMap<string, Rule>, asked: readonly string[], faults: string[]): ReadonlySet<Rule> {
  const done = new Set<Rule>()
  const path: Rule[] = []
  for (const name of asked) visit(name)
  return done

  function visit(name: string): void {
    const rule = rules.get(name) ?? rules.get('default')
    if (rule === undefined) return
    const start = path.indexOf(rule)
    if (start !== -1) {
      const names = [...path.slice(start), rule].map((each) => each.name)
      faults.push(`${placeOf(rule)}: ${names.join(' refers to ')}: break the circle`)
      return
    }
    if (done.has(rule)) return
    path.push(rule)
    for (const check of leavesOf(rule.check)) if (check.kind === 'rule') visit(check.name)
    path.pop()
    done.add(rule)
  }
}

function inspectRule(rule: Rule, rules: ReadonlyMap<string, Rule>, faults: string[], warnings: string[]): void {
  const place = `${placeOf(rule)}: ${rule.name}`
  if (rule.text === '') warnings.push(`${place} is empty, which lets everyone through: write "@" if that is meant`)
  for (const check of leavesOf(rule.check)) {
    if (check.kind === 'remote') {
      const scheme = check.url.slice(0, check.url.indexOf(':') + 1)
      faults.push(`${place} asks another server (${scheme}), which pcigraph does not: write it as roles and projects`)
    }
    if (check.kind === 'rule' && !rules.has(check.name)) {
      const meant = nearest(check.name, [...rules.keys()])
      const hint = meant === null ? 'define it' : `define it, or did you mean ${meant}?`
      if (rules.has('default'))
        warnings.push(`${place} refers to ${check.name}, which is not defined: the rule default stands in`)
      else faults.push(`${place} refers to ${check.name}, which is not defined: ${hint}`)
    }
    warnings.push(...doubtsOf(check).map((doubt) => `${place}: ${doubt}`))
  }
}

function doubtsOf(check: Check): readonly string[] {
  const template = check.kind === 'role' ? check.name : check.kind === 'comparison' ? check.right : null
  const keys = template === null ? [] : keysOf(template)
  const doubts = keys.flatMap((key) => {
    if (key === 'user_id') return ['whose a thing is by user_id is not known here: what depends on it is denied']
    return TARGET_KEYS.has(key) ? [] : [`%(${key})s is nothing that is asked about here: a check of it never holds`]
  })
  if (check.kind !== 'comparison' || check.left.kind === 'literal') return doubts
  const [name = ''] = check.left.path
  if (CREDENTIAL_NAMES.has(name)) return doubts
  const meant = nearest(name, [...CREDENTIAL_NAMES, 'role', 'rule'])
  return [
    ...doubts,
    `no token has ${name}, so a check of it never holds${meant === null ? '' : `: did you mean ${meant}?`}`,
  ]
}

/** The checks in which there is no other. */
function leavesOf(check: Check): readonly Check[] {
  if (check.kind === 'not') return leavesOf(check.check)
  return check.kind === 'and' || check.kind === 'or' ? check.checks.flatMap(leavesOf) : [check]
}

function placeOf({ source }: Rule): string {
  return source === null ? 'default' : `${source.file}:${source.line}`
}
