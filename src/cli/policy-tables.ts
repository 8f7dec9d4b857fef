import type { Caller } from '../model/caller.ts'
import type { Policy } from '../policy/policy.ts'
import type { Column } from './output/columns.ts'
import type { Out } from './output/out.ts'
import type { ListOutputOptions } from './output/output-options.ts'
import { printList } from './output/print-list.ts'
import { createProgress } from './output/progress.ts'
import type { FieldVerdict } from './policy-fields.ts'
import { effectiveRules, idleRules, sourceOf, type AskedRule, type EffectiveRule } from './policy-rules.ts'
import { createVerdicts, type Verdict } from './policy-verdict.ts'

type RuleVerdict = AskedRule & Verdict

const NAME: Column<EffectiveRule> = { title: 'Rule', value: ({ name }) => name }
const CHECK: Column<EffectiveRule> = { title: 'Check', value: ({ text }) => text }
const SOURCE: Column<EffectiveRule> = { title: 'Source', value: sourceOf }
const REPLACES: Column<EffectiveRule> = {
  title: 'Replaces',
  value: ({ source, defaultText }) => (source === null ? null : defaultText),
}
const ENFORCED_BY: Column<EffectiveRule> = { title: 'Enforced By', value: ({ facts }) => facts?.enforcedBy ?? null }
const DESCRIPTION: Column<EffectiveRule> = {
  title: 'Description',
  value: ({ facts }) => facts?.description ?? 'For other rules to refer to.',
}
const REQUESTS: Column<EffectiveRule> = {
  title: 'Requests',
  isLong: true,
  value: ({ facts }) => facts?.requests?.map((path) => `GET ${path}`) ?? [],
}

const RULE_COLUMNS: readonly Column<EffectiveRule>[] = [
  NAME,
  CHECK,
  SOURCE,
  REPLACES,
  ENFORCED_BY,
  DESCRIPTION,
  REQUESTS,
]

const VERDICT_COLUMNS: readonly Column<RuleVerdict>[] = [
  NAME,
  { title: 'Whose', value: ({ whose }) => whose },
  { title: 'Why', value: ({ why }) => why },
  ENFORCED_BY,
  ...[CHECK, SOURCE, DESCRIPTION, REQUESTS].map((column) => ({ ...column, isLong: true })),
]

const FIELD_COLUMNS: readonly Column<FieldVerdict>[] = [
  { title: 'Field', value: ({ field }) => field },
  { title: 'Shown', value: ({ shown }) => shown },
  { title: 'Rule', value: ({ rule }) => rule },
  { title: 'Enforced By', value: ({ enforcedBy }) => enforcedBy },
  { title: 'Why Not', value: ({ why }) => why },
]

/** The rules in force; on standard error how many others the files have. */
export async function printRules(out: Out, policy: Policy, options: ListOutputOptions): Promise<void> {
  const idle = idleRules(policy)
  if (idle.length > 0) process.stderr.write(`${describeIdle(idle)}\n`)
  await print(out, RULE_COLUMNS, effectiveRules(policy), options)
}

/** What the rules say to one caller. */
export async function printVerdicts(
  out: Out,
  policy: Policy,
  caller: Caller,
  options: ListOutputOptions,
): Promise<void> {
  const verdicts = createVerdicts(policy, caller)
  const rules = effectiveRules(policy).flatMap((rule) =>
    rule.facts === null ? [] : [{ ...rule, ...verdicts.of(rule.name) }],
  )
  await print(out, VERDICT_COLUMNS, rules, options)
}

/** What of the graph one caller is shown. */
export async function printFields(out: Out, policy: Policy, caller: Caller, options: ListOutputOptions): Promise<void> {
  const [{ createSchema }, { fieldVerdicts }] = await Promise.all([
    import('../schema/index.ts'),
    import('./policy-fields.ts'),
  ])
  await print(out, FIELD_COLUMNS, fieldVerdicts(createSchema(), createVerdicts(policy, caller)), options)
}

async function print<Item>(
  out: Out,
  columns: readonly Column<Item>[],
  items: readonly Item[],
  options: ListOutputOptions,
): Promise<void> {
  const page = items.slice(0, options.limit)
  await printList({ out, progress: createProgress() }, columns, onePage(page), options)
}

// eslint wants an await in what is async, and a list wants pages as they come.
async function* onePage<Item>(items: readonly Item[]): AsyncGenerator<readonly Item[]> {
  yield await Promise.resolve(items)
}

function describeIdle(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED)
  const more = names.length > shown.length ? `, and ${names.length - shown.length} more` : ''
  const [are, they] = names.length === 1 ? ['rule of the files is', 'it'] : ['rules of the files are', 'them']
  return `${names.length} ${are} asked by nobody here, so that nothing comes of ${they}: ${shown.join(', ')}${more}`
}

const MOST_NAMED = 5
