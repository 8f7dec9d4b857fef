import { expect, it } from 'vitest'
import { noNulls } from '../../src/schema/no-nulls.ts'

it('lets a filter without nulls through as it is', () => {
  const filter = { and: [{ createdAt: { gt: new Date(0) } }], not: { numaNode: { eq: 0 } }, label: undefined }
  expect(noNulls(filter, 'filter')).toBe(filter)
})

it.each([
  [{ serverId: { eq: null } }, 'filter.serverId.eq is null'],
  [{ and: [{}, { or: [{ label: null }] }] }, 'filter.and[1].or[0].label is null'],
  [{ vendorId: { in: ['10de', null] } }, 'filter.vendorId.in[1] is null'],
])('names the place of a null in %j', (filter, message) => {
  expect(() => noNulls(filter, 'filter')).toThrow(message)
})
