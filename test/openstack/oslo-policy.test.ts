import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Caller } from '../../src/model/caller.ts'
import { evaluate, findRule } from '../../src/policy/oslo/evaluate.ts'
import { parseCheck, parseRule } from '../../src/policy/oslo/parse-check.ts'
import { PolicySyntaxError } from '../../src/policy/oslo/syntax-error.ts'
import { createPolicy, credentialsOf, reachOf } from '../../src/policy/policy.ts'
import { arbitraryCase, arbitrarySoup, type ArbitraryCase } from '../policy/oslo/arbitrary-rules.ts'
import { askPolicy, type PolicyAnswers } from './policy-answers.ts'

const CASES = fc.sample(arbitraryCase, { numRuns: 5000, seed: 4 })
const TEXTS = fc.sample(arbitrarySoup, { numRuns: 5000, seed: 4 })

const CALLERS = [['admin', 'member', 'reader'], ['admin'], ['member', 'reader'], ['Reader'], ['observer'], []]
const OWN = { project_id: 'own', user_id: 'me' }
const OTHERS = { project_id: 'other', user_id: 'them' }

let real: PolicyAnswers
beforeAll(async () => {
  real = await askPolicy(process.env.OPENSTACK_RELEASE ?? 'bookworm', {
    cases: CASES,
    texts: TEXTS,
    nova: {
      callers: CALLERS.map((roles) => ({ user_id: 'me', project_id: 'own', roles })),
      targets: [OWN, OTHERS],
    },
  })
})

describe('the language', () => {
  it('gives the answer of oslo.policy to thousands of rules, credentials and targets', () => {
    const answered = CASES.flatMap((asked, index) => {
      const theirs = real.answers[index]
      return theirs === 'fails' ? [] : [{ asked, theirs, ours: ourAnswer(asked) }]
    })
    expect(answered.filter(({ theirs, ours }) => theirs !== ours).slice(0, 3)).toEqual([])
    // Were nearly all of them denied, equal answers would say little.
    expect(answered.length).toBeGreaterThan(CASES.length * 0.9)
    const granted = answered.filter(({ ours }) => ours).length
    expect(granted).toBeGreaterThan(answered.length * 0.2)
    expect(granted).toBeLessThan(answered.length * 0.8)
  })

  it('refuses what oslo.policy does not understand, and nothing else', () => {
    const judged = TEXTS.map((text, index) => ({ text, theirs: real.understood[index], ours: isUnderstood(text) }))
    expect(judged.filter(({ theirs, ours }) => theirs !== ours).slice(0, 3)).toEqual([])
    const understood = judged.filter(({ ours }) => ours).length
    expect(understood).toBeGreaterThan(200)
    expect(understood).toBeLessThan(TEXTS.length - 200)
  })
})

describe("Nova's own policy", () => {
  it('is taken without a complaint, written out and as the sample of its documentation', () => {
    const { rules, warnings } = createPolicy({ context_is_admin: 'role:nobody' }, [
      { name: 'policy.yaml', text: real.nova.policy },
    ])
    expect(warnings).toEqual([])
    expect([...rules.keys()].sort()).toEqual(Object.keys(real.nova.answers).sort())
    expect(rules.size).toBeGreaterThan(150)
    // Each rule's own line without the mark of a comment, and the deprecated ones left in comments.
    const sample = real.nova.sample.replaceAll(/^#"/gm, '"')
    for (const text of [real.nova.sample, sample]) {
      expect(createPolicy({}, [{ name: 'sample.yaml', text }]).warnings).toEqual([])
    }
  })

  it('lets the same callers do the same things as Nova does', () => {
    const policy = createPolicy({}, [{ name: 'policy.yaml', text: real.nova.policy }])
    const credentials = CALLERS.map((roles) => credentialsOf(policy, caller(roles)))
    expect(credentials.map(({ is_admin: isAdmin }) => isAdmin)).toEqual(real.nova.isAdmin)
    for (const [name, theirs] of Object.entries(real.nova.answers)) {
      const check = findRule(policy.checks, name)?.check ?? { kind: 'never' as const }
      const ours = credentials.flatMap((each) =>
        [OWN, OTHERS].map((target) => evaluate(check, { rules: policy.checks, credentials: each, target })),
      )
      expect(ours, name).toEqual(theirs)
      // The reach, found without a real project at hand, comes to the same. What hangs on user_id is denied.
      if (policy.rules.get(name)?.text.includes('user_id:')) continue
      const reach = theirs.flatMap((own, index) =>
        index % 2 === 1 ? [] : own ? (theirs[index + 1] ? 'all' : 'own') : 'none',
      )
      expect(
        credentials.map((each) => reachOf(policy, name, each)),
        name,
      ).toEqual(reach)
    }
  })
})

function ourAnswer({ rules, ask, credentials, target }: ArbitraryCase): boolean | null {
  const checks = new Map(Object.entries(rules).map(([name, rule]) => [name, parseRule(rule, name)]))
  const found = findRule(checks, ask)
  return found ? evaluate(found.check, { rules: checks, credentials, target }) : false
}

function isUnderstood(text: string): boolean {
  try {
    parseCheck(text)
    return true
  } catch (error) {
    if (error instanceof PolicySyntaxError) return false
    throw error
  }
}

function caller(roles: readonly string[]): Caller {
  return {
    token: 'token',
    userId: 'me',
    userName: null,
    projectId: 'own',
    projectName: null,
    projectDomainId: 'default',
    roles,
    accessRules: null,
    expiresAt: new Date(0),
  }
}
