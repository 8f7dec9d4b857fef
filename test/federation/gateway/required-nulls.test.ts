import { Kind, parse, type SelectionSetNode } from 'graphql'
import { describe, expect, it } from 'vitest'
import { tellRequiredNulls } from '../../../src/federation/gateway/required-nulls.ts'

const requires = new Map([
  ['Parcel.heavy', selectionOf('weight')],
  ['Parcel.area', selectionOf('size { width height }')],
  [
    'Parcel.summary',
    selectionOf('content { ... on Card { ports maker { name } } ... on Cable { metres } ... on Thing { x } }'),
  ],
])
const parcel = (fields: object) => ({ __typename: 'Parcel', id: '1', ...fields })
const tell = (asked: readonly string[], ...representations: readonly unknown[]) =>
  tellRequiredNulls(
    representations,
    (type) => (type === 'Parcel' ? asked.map((name) => ({ key: name, name })) : []),
    requires,
  )

describe('what a field requires and is null', () => {
  it('is told as null, to the fields that are asked and no others', () => {
    expect(tell(['heavy', 'name'], parcel({}))).toEqual([parcel({ weight: null })])
    expect(tell(['heavy', 'area'], parcel({}))).toEqual([parcel({ weight: null, size: null })])
    expect(tell(['name'], parcel({}))).toEqual([parcel({})])
  })

  it('is told inside objects, lists and fragments on what is there', () => {
    expect(tell(['area'], parcel({ size: { width: 1 } }))).toEqual([parcel({ size: { width: 1, height: null } })])
    const cable = { __typename: 'Cable', metres: 3 }
    expect(tell(['summary'], parcel({ content: [{ __typename: 'Card', ports: 2 }, cable, null] }))).toEqual([
      parcel({ content: [{ __typename: 'Card', ports: 2, maker: null }, cable, null] }),
    ])
  })

  it('leaves what is told already, and what is no parcel, as it is', () => {
    const whole = [parcel({ weight: 0 }), { __typename: 'Other' }, 'nonsense', null]
    expect(tellRequiredNulls(whole, () => [{ key: 'heavy', name: 'heavy' }], requires)).toBe(whole)
    expect(tellRequiredNulls(whole, () => [{ key: 'heavy', name: 'heavy' }], new Map())).toBe(whole)
  })
})

function selectionOf(fieldSet: string): SelectionSetNode {
  const [operation] = parse(`{ ${fieldSet} }`).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no set of fields')
  return operation.selectionSet
}
