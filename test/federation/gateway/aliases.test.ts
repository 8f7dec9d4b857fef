import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPureGateway, startSubgraph, yamlOf, type RunningGateway, type RunningSubgraph } from './graphs.ts'

type Row = Record<string, unknown>

describe('a client that calls another field by the name of a key', () => {
  let subgraphs: RunningSubgraph[]
  let gateway: RunningGateway
  beforeAll(async () => {
    const resolvers = {
      Query: { app: () => ({ secretId: '1', client_id: 'c-1', id: '0' }) },
      App: { name: (_app: Row, { as }: { readonly as?: string }) => as ?? 'n' },
    }
    subgraphs = [
      await startSubgraph(
        'a',
        `type Query { app: App }
         type App @key(fields: "secretId client_id") { secretId: ID! @inaccessible client_id: ID! id: ID! name(as: String): String }`,
        resolvers,
        { App: (row) => row },
      ),
      await startSubgraph(
        'b',
        `type App @key(fields: "secretId client_id") { secretId: ID! @inaccessible client_id: ID! owner: String }`,
        { App: { owner: ({ secretId, client_id }: Row) => `owner of ${String(secretId)} ${String(client_id)}` } },
        { App: (row) => row },
      ),
    ]
    gateway = await startPureGateway(yamlOf(subgraphs))
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await Promise.all(subgraphs.map((subgraph) => subgraph.close()))
  })

  it.each([
    ['that is hidden', 'secretId: name(as: "77") owner', { secretId: '77', owner: 'owner of 1 c-1' }],
    ['that is hidden, afterwards', 'owner secretId: name(as: "77")', { owner: 'owner of 1 c-1', secretId: '77' }],
    ['that is called as ours are', 'owner id: name(as: "c-2")', { owner: 'owner of 1 c-1', id: 'c-2' }],
    ['beside the key', 'id: name client_id', { id: 'n', client_id: 'c-1' }],
    [
      'beside one that is called as ours are',
      'id: name client_: id client__id: id',
      { id: 'n', client_: '0', client__id: '0' },
    ],
    [
      'that says the type',
      '__typename: name(as: "Q") t: __typename owner',
      { __typename: 'Q', t: 'App', owner: 'owner of 1 c-1' },
    ],
  ])('%s, gets what was asked, and of the entity that it is', async (_which, selection, app) => {
    const { data, errors } = await gateway.ask(`{ app { ${selection} } }`)
    expect(errors).toEqual([])
    expect(data).toEqual({ app })
  })
})
