import { factsOf, RULES, type Rule, type RuleFacts } from '../policy/rules.ts'
import { wrap } from './output/text.ts'

/**
 * A policy.yaml with every rule that the graph asks and its default, each as a comment: whatever is left so goes on to follow the
 * defaults of the next version.
 */
export function printSample(): string {
  const names = Object.keys(RULES) as Rule[]
  const parts = SECTIONS.map(([enforcedBy, head]) => {
    const rules = names.filter((name) => factsOf(name).enforcedBy === enforcedBy)
    return [comment(head, '##'), ...rules.map(printRule)].join('\n\n')
  })
  return `${[comment(INTRODUCTION, '##'), ...parts].join('\n\n')}\n`
}

const INTRODUCTION =
  "Rules of pcigraph, in the language of oslo.policy. Take the mark off a rule to change it, name this file in PCIGRAPH_POLICY, and try it first with: pcigraph policy --policy FILE. Nova's own file may stand beside it, with a colon between the two."

const SECTIONS: readonly (readonly [RuleFacts['enforcedBy'], string])[] = [
  ['pcigraph', 'What pcigraph itself holds callers to.'],
  [
    'nova',
    "What Nova holds callers to, whatever stands here: from these pcigraph knows what is worth asking for. Change one only where Nova's own policy has it otherwise.",
  ],
  ['keystone', 'What Keystone holds callers to; as with those of Nova.'],
]

function printRule(name: Rule): string {
  const { check, description, requests = [] } = factsOf(name)
  return [
    comment(description, '#'),
    ...requests.map((path) => `# GET  ${path}`),
    `#${JSON.stringify(name)}: ${JSON.stringify(check)}`,
  ].join('\n')
}

function comment(text: string, mark: string): string {
  return wrap(text, 96).replace(/^/gm, `${mark} `)
}
