import { GraphQLError } from 'graphql'
import { expect, it } from 'vitest'
import { PciStoreUnavailable } from '../../src/errors.ts'
import { collapseErrors } from '../../src/http/collapse-errors.ts'

function failed(cell: string, ...path: (string | number)[]): GraphQLError {
  const cause = new PciStoreUnavailable('The database of a cell does not answer.', { cell })
  return new GraphQLError(cause.message, { path, originalError: cause })
}

it('tells a thousand equal failures of a field once, at the first path', () => {
  const errors = Array.from({ length: 1000 }, (_, i) => failed('cell1', 'servers', 'nodes', 999 - i, 'pciDevices'))
  const collapsed = collapseErrors(errors)
  expect(collapsed).toHaveLength(1)
  expect(collapsed[0]?.path).toEqual(['servers', 'nodes', 0, 'pciDevices'])
  expect(collapsed[0]?.extensions).toMatchObject({ affected: 1000 })
})

it('keeps failures of other fields and of other cells apart', () => {
  const collapsed = collapseErrors([
    failed('cell1', 'servers', 'nodes', 0, 'pciDevices'),
    failed('cell2', 'servers', 'nodes', 1, 'pciDevices'),
    failed('cell1', 'servers', 'nodes', 2, 'pciDevices'),
    failed('cell1', 'hypervisors'),
  ])
  expect(collapsed.map(({ path, extensions }) => [path?.join('.'), extensions.affected])).toEqual([
    ['servers.nodes.0.pciDevices', 2],
    ['servers.nodes.1.pciDevices', undefined],
    ['hypervisors', undefined],
  ])
})
