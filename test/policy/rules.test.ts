import { expect, it } from 'vitest'
import type { Caller } from '../../src/model/caller.ts'
import { createDecide, decide, isAdmin } from '../../src/policy/rules.ts'

function caller(...roles: string[]): Caller {
  return {
    token: 't',
    userId: 'u',
    userName: 'user',
    projectId: 'p',
    projectName: 'project',
    projectDomainId: 'default',
    roles,
    accessRules: null,
    expiresAt: new Date(0),
  }
}

it('lets an admin of a project ask what only the store knows, and nobody else', () => {
  expect(isAdmin(caller('admin', 'member'))).toBe(true)
  expect(decide(caller('admin'), 'os_compute_api:os-pci:index')).toBe(true)
  for (const roles of [['member'], ['reader'], ['administrator'], []]) {
    expect(decide(caller(...roles), 'os_compute_api:os-pci:index')).toBe(false)
    expect(decide(caller(...roles), 'os_compute_api:os-pci:pci_servers')).toBe(false)
  }
})

it('gives one request one answer', () => {
  const decideFor = createDecide(caller('admin'))
  expect([decideFor('identity:list_projects'), decideFor('identity:list_projects')]).toEqual([true, true])
  expect(createDecide(caller('member'))('identity:list_projects')).toBe(false)
})
