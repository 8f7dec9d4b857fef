import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import type { Caller } from '../../src/model/caller.ts'
import { createPolicy, credentialsOf, reachOf, whyOf, type Policy } from '../../src/policy/policy.ts'

const DEFAULTS = {
  context_is_admin: 'role:admin',
  admin_or_owner: 'rule:context_is_admin or project_id:%(project_id)s',
  'os_compute_api:os-pci:index': 'rule:context_is_admin',
  'os_compute_api:os-pci:pci_servers': 'rule:admin_or_owner',
  'pcigraph:device:host_details': 'rule:context_is_admin',
}

function policyOf(text = '', more = ''): Policy {
  return createPolicy(DEFAULTS, [
    { name: 'policy.yaml', text },
    { name: 'more.yaml', text: more },
  ])
}

function faultsOf(text: string): readonly string[] {
  try {
    policyOf(text)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

function caller(...roles: string[]): Caller {
  return {
    token: 'token',
    userId: 'u',
    userName: null,
    projectId: 'p',
    projectName: null,
    projectDomainId: 'default',
    roles,
    accessRules: null,
    expiresAt: new Date(0),
  }
}

function reach(policy: Policy, rule: string, ...roles: string[]) {
  return reachOf(policy, rule, credentialsOf(policy, caller(...roles)))
}

function why(policy: Policy, rule: string, roles: string[], of?: 'own' | 'other') {
  return whyOf(policy, rule, credentialsOf(policy, caller(...roles)), of)
}

describe('the reach of a rule', () => {
  it('is all for an admin, own for an owner, none for who is neither', () => {
    const policy = policyOf()
    expect(reach(policy, 'os_compute_api:os-pci:pci_servers', 'admin')).toBe('all')
    expect(reach(policy, 'os_compute_api:os-pci:pci_servers', 'member')).toBe('own')
    expect(reach(policy, 'os_compute_api:os-pci:index', 'member')).toBe('none')
  })

  it('is none where a rule is for strangers alone: nobody sees more of others than of the own', () => {
    expect(reach(policyOf('admin_or_owner: "not project_id:%(project_id)s"'), 'admin_or_owner', 'admin')).toBe('none')
  })

  it('is none for what hangs on the user, whom nobody here knows, even under not', () => {
    const policy = policyOf('admin_or_owner: "user_id:%(user_id)s or not user_id:%(user_id)s"')
    expect(reach(policy, 'admin_or_owner', 'admin')).toBe('none')
  })

  it('is own where the project is named: others may be any', () => {
    expect(reach(policyOf(`admin_or_owner: "'p':%(project_id)s"`), 'admin_or_owner')).toBe('own')
    expect(reach(policyOf(`admin_or_owner: "'q':%(project_id)s"`), 'admin_or_owner')).toBe('none')
  })

  it("is the rule default's for a rule that is not there, and none without one", () => {
    expect(reach(policyOf(), 'nowhere', 'admin')).toBe('none')
    expect(reach(policyOf('default: "@"'), 'nowhere')).toBe('all')
  })
})

describe('is_admin', () => {
  it('is what context_is_admin says, over all roles', () => {
    const policy = policyOf('context_is_admin: "role:Operator"\nadmin_api: "is_admin:True"')
    expect(['admin', 'operator'].map((role) => reach(policy, 'admin_api', role))).toEqual(['none', 'all'])
    expect(credentialsOf(policy, caller('operator')).is_admin).toBe(true)
  })

  it('does not hold by itself while it is found out', () => {
    const policy = policyOf('context_is_admin: "is_admin:True or role:boss"\nadmin_api: "is_admin:True"')
    expect(['admin', 'boss'].map((role) => reach(policy, 'admin_api', role))).toEqual(['none', 'all'])
  })

  it('is asked of the own project and user, as Nova asks it', () => {
    const policy = policyOf('context_is_admin: "project_id:%(project_id)s and user_id:%(user_id)s and user_id:u"')
    expect(credentialsOf(policy, caller()).is_admin).toBe(true)
  })

  it('is found out for credentials that come without it', () => {
    const policy = policyOf('admin_api: "is_admin:True"')
    expect(reachOf(policy, 'admin_api', { project_id: 'p', roles: ['admin'] })).toBe('all')
    expect(whyOf(policy, 'admin_api', { project_id: 'p', roles: [] })).toBe(
      'is_admin:True does not hold: context_is_admin does not hold',
    )
  })
})

describe('why', () => {
  it('names the checks that failed, with what the token has', () => {
    expect(why(policyOf(), 'os_compute_api:os-pci:index', ['member', 'reader'])).toBe(
      'role:admin does not hold: the token has member, reader',
    )
    expect(why(policyOf(), 'os_compute_api:os-pci:index', [])).toBe('role:admin does not hold: the token has no role')
  })

  it('names each alternative that failed, once', () => {
    expect(why(policyOf(), 'os_compute_api:os-pci:pci_servers', ['member'], 'other')).toBe(
      "role:admin does not hold: the token has member; project_id:%(project_id)s does not hold: it is another project's",
    )
    const policy = policyOf('admin_or_owner: "rule:context_is_admin or (role:x and role:y) or rule:context_is_admin"')
    expect(why(policy, 'admin_or_owner', ['x'])).toBe(
      'role:admin does not hold: the token has x; role:y does not hold: the token has x',
    )
  })

  it('names what holds where the rule lets through, or stands in the way under not', () => {
    expect(why(policyOf(), 'os_compute_api:os-pci:pci_servers', ['member'])).toBe('project_id:%(project_id)s holds')
    expect(why(policyOf('admin_or_owner: "not role:guest"'), 'admin_or_owner', ['guest'])).toBe('role:guest holds')
  })

  it('says what cannot be told, and what there is not', () => {
    const policy = policyOf(
      'admin_or_owner: "role:x or user_id:%(user_id)s"\nx: "project_id:%(server.owner)s"\nno:one: "!"',
    )
    expect(why(policy, 'admin_or_owner', [])).toBe('user_id:%(user_id)s cannot be told: the user_id is not known here')
    expect(why(policy, 'x', [])).toBe('project_id:%(server.owner)s does not hold: nothing here has a server.owner')
    expect(why(policy, 'no:one', [])).toBe('! lets nobody through')
    expect(why(policy, 'nowhere', [])).toBe('there is no rule nowhere, so nobody may')
  })
})

describe('policy files', () => {
  it('override the defaults, later ones the earlier ones, and each rule says where it is from', () => {
    const { rules, warnings } = policyOf(
      '# ours\ncontext_is_admin: "role:boss"\nadmin_or_owner: "!"\nown:name: [["role:a"]]\n',
      '{"admin_or_owner": "@"}',
    )
    const shown = ['context_is_admin', 'admin_or_owner', 'own:name', 'os_compute_api:os-pci:index'].map((name) => {
      const rule = rules.get(name)
      return rule && [rule.text, rule.source && `${rule.source.file}:${rule.source.line}`, rule.defaultText]
    })
    expect(shown).toEqual([
      ['role:boss', 'policy.yaml:2', 'role:admin'],
      ['@', 'more.yaml:1', DEFAULTS.admin_or_owner],
      ['[["role:a"]]', 'policy.yaml:4', null],
      ['rule:context_is_admin', null, 'rule:context_is_admin'],
    ])
    expect(warnings).toEqual([])
  })

  it('may be empty, comments alone, or the JSON of older days with tabs', () => {
    for (const text of ['', '# "a": "b"\n', '{}', '{\n\t"context_is_admin":\t"role:boss"\n}']) {
      expect(policyOf(text).rules.size).toBe(5)
    }
  })

  it('may hold what nobody asks: remote checks, circles, references to nothing', () => {
    const policy = policyOf('a: "http://pdp/"\nb: "rule:b"\nc: "rule:nowhere"\nd: "user_id:%(user_id)s"')
    expect(policy.rules.size).toBe(9)
    expect(policy.warnings).toEqual([])
  })

  it('tells everything that is wrong at once, with file and line and what to do', () => {
    const faults = faultsOf(
      [
        'context_is_admin: "rule:a"',
        'a: "rule:b or role:x"',
        'b: "not rule:context_is_admin"',
        'admin_or_owner: "rule:admin_or_owners and https://pdp/"',
        'pcigraph:device:host_detail: "@"',
        'os_compute_api:os-pci:index: "role:a role:b"',
        'c: false',
        'd: !',
        '8: "@"',
      ].join('\n'),
    )
    expect(faults).toEqual([
      'policy.yaml:6: os_compute_api:os-pci:index: at column 8: expected and, or, or the end of the rule, found role:b',
      'policy.yaml:7: c: at column 1: expected a text in quotes, or a list of lists',
      'policy.yaml:8: d: write "!" in quotes, or it means that everyone may',
      'policy.yaml:9: the name of a rule is a text: put it in quotes',
      'policy.yaml:5: pcigraph:device:host_detail is no rule: did you mean pcigraph:device:host_details?',
      'policy.yaml:1: context_is_admin refers to a refers to b refers to context_is_admin: break the circle',
      'policy.yaml:4: admin_or_owner refers to admin_or_owners, which is not defined: define it, or did you mean admin_or_owner?',
      'policy.yaml:4: admin_or_owner asks another server (https:), which pcigraph does not: write it as roles and projects',
    ])
  })

  it.each([
    ['a: "@"\nb: "@"\na: "!"', 'policy.yaml:3: this rule stands in the file before: keep one of the two'],
    ['a: "@"\nb: @', 'policy.yaml:2: no YAML: Plain value cannot start with reserved character @'],
    ['- a\n- b', 'policy.yaml: is no mapping: write one rule a line, "name": "check"'],
    ['role:admin', 'policy.yaml: is no mapping: write one rule a line, "name": "check"'],
    [
      'default: "rule:nowhere"\nadmin_or_owner: "rule:gone"',
      'policy.yaml:1: default refers to default: break the circle',
    ],
  ])('of %j it says %s', (text, fault) => {
    expect(faultsOf(text)).toEqual([fault])
  })

  it('warns of what can never hold here, where a rule that is asked comes to it', () => {
    const policy = policyOf(
      [
        'admin_or_owner: "rule:x or rule:gone"',
        'x: "user_id:%(user_id)s or Role:admin or project_id:%(server.owner)s"',
        'context_is_admin:',
        'default: "!"',
      ].join('\n'),
    )
    expect(policy.warnings).toEqual([
      'policy.yaml:3: context_is_admin is empty, which lets everyone through: write "@" if that is meant',
      'policy.yaml:2: x: whose a thing is by user_id is not known here: what depends on it is denied',
      'policy.yaml:2: x: no token has Role, so a check of it never holds: did you mean role?',
      'policy.yaml:2: x: %(server.owner)s is nothing that is asked about here: a check of it never holds',
      'policy.yaml:1: admin_or_owner refers to gone, which is not defined: the rule default stands in',
    ])
  })
})
