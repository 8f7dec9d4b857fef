import { afterEach, describe, expect, it } from 'vitest'
import { startPureGateway, startSubgraph, yamlOf, type RunningGateway, type RunningSubgraph } from './graphs.ts'

type Row = Record<string, unknown>

let started: RunningSubgraph[] = []
let gateway: RunningGateway

async function start(...subgraphs: readonly RunningSubgraph[]) {
  started = [...subgraphs]
  gateway = await startPureGateway(yamlOf(subgraphs))
}
afterEach(async () => {
  await gateway[Symbol.asyncDispose]()
  await Promise.all(started.map((subgraph) => subgraph.close()))
})

describe('a value that is none of its type', () => {
  const FIELDS =
    'whole: Int sure: Int! text: String id: ID list: [Int] strict: [Int!] colour: Colour box: Box custom: Any'

  async function answering(data: Row) {
    const subgraph = await startSubgraph(
      'a',
      `scalar Any enum Colour { RED GREEN } type Box { x: Int } type Query { ${FIELDS} }`,
      {},
    )
    await start(subgraph)
    subgraph.before = (request, response) => {
      if (request.method !== 'POST') return false
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }))
      return true
    }
  }
  const UNFIT = { code: 'UPSTREAM_INVALID_RESPONSE' }

  it('is null, and its place is told', async () => {
    await answering({ whole: 'abc', text: { a: 1 }, list: 'no', box: [1], colour: 'BLUE', strict: [1, 'x'] })
    const { data, errors } = await gateway.ask('{ whole text list box { x } colour strict }')
    expect(data).toEqual({ whole: null, text: null, list: null, box: null, colour: null, strict: null })
    // Of an enum the engine has null for what clients must not see.
    expect(errors.map(({ path }) => path?.join('.'))).toEqual(['whole', 'text', 'list', 'box', 'strict.1'])
    expect(errors[0]).toMatchObject({
      message: 'The field whole was given a value that its type does not have.',
      extensions: UNFIT,
    })
  })

  it('takes all with it where there must be one', async () => {
    await answering({ sure: 'abc' })
    const { data, errors } = await gateway.ask('{ sure }')
    expect(data).toBeNull()
    expect(errors).toMatchObject([{ path: ['sure'], extensions: UNFIT }])
  })

  it('is what GraphQL makes of it, where it makes something; and of scalars of its own a subgraph says what it likes', async () => {
    await answering({ id: 7, whole: 3, text: 'a', colour: 'RED', custom: { any: [1, 'x'] } })
    const { data, errors } = await gateway.ask('{ id whole text colour custom }')
    expect(errors).toEqual([])
    expect(data).toEqual({ id: '7', whole: 3, text: 'a', colour: 'RED', custom: { any: [1, 'x'] } })
  })
})

describe('an interface object that nobody knows', () => {
  const media = `interface Media @key(fields: "id") { id: ID! title: String } type Book implements Media @key(fields: "id") { id: ID! title: String }`

  it('is of no type, and null where that is asked', async () => {
    const byId = (row: Row) => (row.id === '2' ? null : { __typename: 'Book', id: row.id, title: 'One' })
    await start(
      await startSubgraph('a', `${media} type Query { none: Int }`, {}, { Media: byId, Book: byId }),
      await startSubgraph(
        'b',
        `type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int } type Query { top: [Media] }`,
        { Query: { top: () => [{ id: '1' }, { id: '2' }] }, Media: { stars: () => 5 } },
        { Media: (row) => row },
      ),
    )
    const named = await gateway.ask('{ top { kind: __typename stars } }')
    expect(named.data).toEqual({ top: [{ kind: 'Book', stars: 5 }, null] })
    expect(named.errors).toMatchObject([{ path: ['top', 1], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }])
    const unnamed = await gateway.ask('{ top { stars } }')
    expect([unnamed.data, unnamed.errors]).toEqual([{ top: [{ stars: 5 }, { stars: 5 }] }, []])
  })
})
