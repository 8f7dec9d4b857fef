import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ServerFilter, ServerQuery } from '../../../src/sources/nova/nova.ts'
import { escapeRegex, serverQueryParameters } from '../../../src/sources/nova/server-query.ts'
import { startCall } from '../../support/upstream/call.ts'

function queryOf(
  filter: ServerFilter,
  { allProjects = false, orderBy = null, version = '2.96' }: Partial<ServerQuery> & { version?: string } = {},
): string {
  const { call } = startCall({ projectId: 'own' })
  return decodeURIComponent(serverQueryParameters(call, { filter, allProjects, orderBy }, version).toString())
}

it('asks for all projects when another one is meant, and for nothing when the own one is', () => {
  expect(queryOf({ projectId: 'other' })).toBe('all_tenants=1&project_id=other')
  expect(queryOf({ projectId: 'own' })).toBe('')
  expect(queryOf({ projectId: 'own' }, { allProjects: true })).toBe('all_tenants=1&project_id=own')
})

it('anchors and escapes names', () => {
  expect(queryOf({ availabilityZone: 'gpu.1' })).toBe('availability_zone=^gpu\\.1$')
  expect(queryOf({ name: { eq: 'web.1' } })).toBe('name=^web\\.1$')
  expect(queryOf({ name: { startsWith: 'web[' } })).toBe('name=^web\\[')
  expect(queryOf({ name: { contains: 'a|b' } })).toBe('name=a[|]b')
  expect(queryOf({ name: { contains: '' } })).toBe('')
  expect(queryOf({ hypervisorHostname: 'gpu-a01.example' }, { allProjects: true })).toContain(
    'node=^gpu-a01\\.example$',
  )
})

it('escapes every text so that it means itself alone', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const pattern = new RegExp(`^${escapeRegex(text)}$`)
      expect(pattern.test(text)).toBe(true)
      expect(pattern.test(other)).toBe(text === other)
    }),
  )
})

it('repeats statuses, joins tags, and writes times and flags as Nova reads them', () => {
  const filter = {
    status: ['ACTIVE', 'ERROR'],
    tags: ['a', 'b'],
    changedSince: new Date('2026-01-02T03:04:05Z'),
    locked: true,
    deleted: false,
  }
  expect(queryOf(filter)).toBe(
    'status=ACTIVE&status=ERROR&locked=true&tags=a,b&changes-since=2026-01-02T03:04:05.000Z&deleted=false',
  )
})

it("orders by Nova's own names", () => {
  expect(queryOf({}, { orderBy: { field: 'NAME', direction: 'desc' } })).toBe('sort_key=display_name&sort_dir=desc')
})

it('says so where this Nova cannot filter by something', () => {
  expect(() => queryOf({ locked: true }, { version: '2.72' })).toThrow(
    /cannot filter by locked: that needs compute API 2\.73/,
  )
  expect(() => queryOf({ changedBefore: new Date() }, { version: '2.65' })).toThrow(/2\.66/)
  expect(() => queryOf({ userId: 'u' }, { version: '2.79' })).toThrow(/2\.83/)
  expect(queryOf({ userId: 'u' }, { version: '2.79', allProjects: true })).toContain('user_id=u')
})

it('refuses two conditions on a name, and a tag that cannot be', () => {
  expect(() => queryOf({ name: { startsWith: 'a', contains: 'b' } })).toThrow(/one condition/)
  expect(() => queryOf({ tags: ['a,b'] })).toThrow(/tag/)
})
