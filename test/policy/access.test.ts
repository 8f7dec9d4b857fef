import { describe, expect, it } from 'vitest'
import type { AccessRule } from '../../src/model/access-rule.ts'
import type { Caller } from '../../src/model/caller.ts'
import { createAccess, type Access } from '../../src/policy/access.ts'
import { createPolicy } from '../../src/policy/policy.ts'
import { DEFAULT_CHECKS, factsOf, RULES, type Rule } from '../../src/policy/rules.ts'

function caller(roles: readonly string[], accessRules: readonly AccessRule[] | null = null): Caller {
  return {
    token: 't',
    userId: 'u',
    userName: 'user',
    projectId: 'p',
    projectName: 'project',
    projectDomainId: 'default',
    roles,
    accessRules,
    expiresAt: new Date(0),
  }
}

const accessOf = (
  roles: readonly string[],
  policyYaml = '',
  accessRules: readonly AccessRule[] | null = null,
): Access =>
  createAccess(createPolicy(DEFAULT_CHECKS, [{ name: 'policy.yaml', text: policyYaml }]), caller(roles, accessRules))

const OURS = (Object.keys(RULES) as Rule[]).filter(
  (rule) => factsOf(rule).enforcedBy === 'pcigraph' && rule.includes(':'),
)

describe('without a policy file', () => {
  it('an admin of a project may everything, of all projects', () => {
    const access = accessOf(['reader', 'member', 'admin'])
    expect(OURS.map((rule) => [rule, access.reach(rule)])).toEqual(OURS.map((rule) => [rule, 'all']))
  })

  it('everybody else may have the devices of the servers of the own project, and nothing more of the store', () => {
    for (const roles of [['member', 'reader'], ['reader'], ['administrator'], []]) {
      const access = accessOf(roles)
      const allowed = OURS.filter((rule) => access.may(rule))
      expect(allowed).toEqual(['os_compute_api:os-pci:pci_servers'])
      expect(access.reach('os_compute_api:os-pci:pci_servers')).toBe('own')
    }
  })

  it('says of a refusal which rule it is by, and nothing of what its text names', () => {
    const rule = 'os_compute_api:os-pci:index'
    const policy = `"${rule}": "project_id:0f1e2d3c4b5a69788796a5b4c3d2e1f0 or role:secret_team"`
    expect(accessOf(['member', 'reader'], policy).whyNot(rule)).toBe(
      `The rule ${rule} does not allow this to a token with the roles member, reader on its project.`,
    )
    expect(accessOf([]).whyNot(rule)).toContain('with no roles')
  })
})

describe('with a policy file', () => {
  it('another role may be let in, to everything that the rule guards', () => {
    const access = accessOf(['hardware'], '"os_compute_api:os-pci:index": "role:hardware"')
    expect(access.reach('os_compute_api:os-pci:index')).toBe('all')
    expect(access.reach('os_compute_api:os-pci:show')).toBe('none')
  })

  it('owners may be let in, to what is their own', () => {
    const access = accessOf(['member'], '"os_compute_api:os-pci:index": "rule:admin_or_owner"')
    expect(access.reach('os_compute_api:os-pci:index')).toBe('own')
  })

  it('who counts as an admin can be said once for all', () => {
    const access = accessOf(['cloud_ops'], '"context_is_admin": "role:cloud_ops"')
    for (const rule of OURS) expect(access.reach(rule)).toBe('all')
    expect(accessOf(['admin'], '"context_is_admin": "role:cloud_ops"').may('os_compute_api:os-pci:index')).toBe(false)
  })

  it('host details for owners are kept from whoever sees the devices of others', () => {
    const forOwners = '"pcigraph:device:host_details": "rule:admin_or_owner"\n'
    expect(accessOf(['member'], forOwners).reach('pcigraph:device:host_details')).toBe('own')
    const hardware = accessOf(['hardware'], `${forOwners}"os_compute_api:os-pci:index": "role:hardware"`)
    expect(hardware.may('pcigraph:device:host_details')).toBe(false)
  })
})

describe('with the access rules of an application credential', () => {
  const get = (path: string): AccessRule => ({ service: 'compute', method: 'GET', path })

  it('nothing is shown where there are none', () => {
    const access = accessOf(['admin'], '', [])
    for (const rule of OURS) expect(access.may(rule)).toBe(false)
  })

  it('what is shown is what the requests that they allow would have shown', () => {
    const access = accessOf(['admin'], '', [get('/v2.1/servers/detail')])
    expect(OURS.filter((rule) => access.may(rule))).toEqual(['os_compute_api:os-pci:pci_servers'])
    const pci = accessOf(['admin'], '', [get('/v2.1/os-pci/**')])
    expect(OURS.filter((rule) => pci.may(rule))).toEqual([
      'os_compute_api:os-pci:index',
      'os_compute_api:os-pci:detail',
      'os_compute_api:os-pci:show',
      'pcigraph:device:host_details',
    ])
  })

  it('another service, method or project opens nothing', () => {
    for (const rule of [
      { ...get('/v2.1/os-pci'), service: 'placement' },
      { ...get('/v2.1/os-pci'), method: 'POST' },
      get('/v2.1/other-project/os-pci'),
    ]) {
      expect(accessOf(['admin'], '', [rule]).may('os_compute_api:os-pci:index')).toBe(false)
    }
  })

  it('they never give what the roles do not', () => {
    expect(accessOf(['member'], '', [get('/v2.1/**')]).may('os_compute_api:os-pci:index')).toBe(false)
  })

  it('a refusal names the requests that would have to be allowed', () => {
    expect(accessOf(['admin'], '', []).whyNot('pcigraph:hypervisor:pci_stats')).toContain(
      'GET /v2.1/os-hypervisors/detail',
    )
  })
})
