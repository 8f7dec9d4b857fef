import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { ConfigurationError } from '../../src/errors.ts'
import { readReply, startGateway, type Gateway, type Reply } from './gateway.ts'

const DOCUMENT = 'query Name { cloud { name } }'
const HASH = createHash('sha256').update(DOCUMENT).digest('hex')
const byHash = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } })

async function send(gateway: Gateway, body: object, user: 'admin' | null = 'admin'): Promise<Reply> {
  const token = user === null ? null : await gateway.token(user)
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(token !== null && { 'x-auth-token': token }),
    },
    body: JSON.stringify(body),
  })
  return readReply(response)
}

describe('automatic persisted queries', () => {
  let gateway: Gateway
  beforeAll(async () => {
    gateway = await startGateway()
  })
  afterAll(() => gateway[Symbol.asyncDispose]())

  it('a document is learnt when it comes with its hash, and answered by the hash alone from then on', async () => {
    const first = await send(gateway, byHash(HASH))
    expect(first.status).toBe(404)
    expect(first.errors).toMatchObject([
      { message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } },
    ])
    expect((await send(gateway, { query: DOCUMENT, ...byHash(HASH) })).data).toHaveProperty('cloud.name')
    expect((await send(gateway, byHash(HASH))).data).toHaveProperty('cloud.name')
    expect((await send(gateway, { documentId: `sha256:${HASH}` })).data).toHaveProperty('cloud.name')
  })

  it('works by GET as well, which is what makes it worth while for caches', async () => {
    await send(gateway, { query: DOCUMENT, ...byHash(HASH) })
    const query = new URLSearchParams({ extensions: JSON.stringify(byHash(HASH).extensions) })
    const response = await fetch(`${gateway.url}/graphql?${query}`, {
      headers: { 'x-auth-token': await gateway.token('admin'), accept: 'application/graphql-response+json' },
    })
    expect((await readReply(response)).data).toHaveProperty('cloud.name')
  })

  it('works by GET with a documentId too', async () => {
    await send(gateway, { query: DOCUMENT, ...byHash(HASH) })
    const response = await fetch(`${gateway.url}/graphql?documentId=${HASH}`, {
      headers: { 'x-auth-token': await gateway.token('admin'), accept: 'application/graphql-response+json' },
    })
    expect((await readReply(response)).data).toHaveProperty('cloud.name')
  })

  it('takes a query that is null for none', async () => {
    await send(gateway, { query: DOCUMENT, ...byHash(HASH) })
    expect((await send(gateway, { query: null, documentId: HASH })).data).toHaveProperty('cloud.name')
    expect((await send(gateway, { query: DOCUMENT, documentId: null })).data).toHaveProperty('cloud.name')
  })

  it.each([
    ['a query that is no text', { query: 5, documentId: HASH }],
    ['a query that is an object', { query: {}, ...byHash(HASH) }],
    ['an id that is no text', { documentId: 7 }],
    ['neither', {}],
    ['a slip of the pen', { qeury: DOCUMENT }],
  ])('%s is a bad request, whatever the client takes, and no fault of ours', async (_what, body) => {
    const token = await gateway.token('admin')
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept, 'x-auth-token': token },
        body: JSON.stringify(body),
      })
      const { status, errors } = await readReply(response)
      expect([status, errors[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST'])
    }
  })

  it('nobody can pass one document off as another', async () => {
    const other = await send(gateway, { query: '{ cloud { isDemo } }', ...byHash(HASH) })
    expect([other.status, other.errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
  })

  it('a stranger can neither leave a document here nor find out about one', async () => {
    const text = '{ cloud { region } }'
    const hash = createHash('sha256').update(text).digest('hex')
    expect((await send(gateway, { query: text, ...byHash(hash) }, null)).status).toBe(401)
    expect((await send(gateway, byHash(hash))).status).toBe(404)
  })

  it.each([
    ['beyond a limit', `{ ${'servers { nodes { hypervisor { '.repeat(10)} id ${'} } }'.repeat(10)} }`],
    ['not valid', '{ servers { nothing } }'],
    ['no GraphQL', '{ servers'],
  ])('a document that is %s is not learned', async (_what, text) => {
    const hash = createHash('sha256').update(text).digest('hex')
    const refused = await send(gateway, { query: text, ...byHash(hash) })
    expect(refused.errors[0]?.extensions.code).toMatch(/LIMIT_EXCEEDED|VALIDATION_FAILED|PARSE_FAILED/)
    expect((await send(gateway, byHash(hash))).errors[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND')
  })
})

describe('a list of documents and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'))
  const file = join(folder, 'documents.json')
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  it.each([
    ['as GraphQL Code Generator writes it', { name: DOCUMENT }],
    [
      'as a manifest',
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: 'name', body: DOCUMENT, name: 'Name', type: 'query' }],
      },
    ],
  ])('%s is answered by id', async (_form, list) => {
    writeFileSync(file, JSON.stringify(list))
    await using gateway = await startGateway({ env: { PCIGRAPH_DOCUMENTS: file, PCIGRAPH_DOCUMENTS_ONLY: 'true' } })
    expect((await send(gateway, { documentId: 'name' })).data).toHaveProperty('cloud.name')
    expect((await send(gateway, { query: DOCUMENT })).data).toHaveProperty('cloud.name')
    const refused = [
      { query: '{ cloud { isDemo } }' },
      { query: `${DOCUMENT} `, ...byHash(HASH) },
      { documentId: 'another' },
    ]
    for (const body of refused) {
      const { errors, data } = await send(gateway, body)
      expect([data, errors[0]?.extensions.code]).toEqual([undefined, 'DOCUMENT_NOT_TRUSTED'])
    }
  })

  it('says at the start which of its documents the graph does not answer', async () => {
    writeFileSync(
      file,
      JSON.stringify({ good: DOCUMENT, unknown: '{ nosuch }', broken: '{ cloud', write: 'mutation { a }' }),
    )
    await using gateway = await startGateway({ env: { PCIGRAPH_DOCUMENTS: file, PCIGRAPH_DOCUMENTS_ONLY: 'true' } })
    const told = gateway.logged.filter(({ message }) => message === 'a document of the list is none of this graph')
    expect(told.map(({ attributes }) => attributes.documentId)).toEqual(['unknown', 'broken', 'write'])
    expect((await send(gateway, { documentId: 'good' })).data).toHaveProperty('cloud.name')
  })

  it('says at the start what is wrong with it', () => {
    writeFileSync(file, '["no list of ids"]')
    const read = (env: NodeJS.ProcessEnv) => () => readConfig({ env, argv: [] })
    expect(read({ PCIGRAPH_DOCUMENTS: file })).toThrow(ConfigurationError)
    expect(read({ PCIGRAPH_DOCUMENTS: join(folder, 'none.json') })).toThrow(/PCIGRAPH_DOCUMENTS/)
    expect(read({ PCIGRAPH_DOCUMENTS_ONLY: 'true' })).toThrow(/without PCIGRAPH_DOCUMENTS/)
  })
})

describe('a graph that is not to be explored', () => {
  it('tells neither its schema nor names that come close', async () => {
    await using gateway = await startGateway({
      env: { PCIGRAPH_INTROSPECTION: 'false', PCIGRAPH_SUGGESTIONS: 'false' },
    })
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "Server") { name } }',
      '{ _service { sdl } }',
    ]) {
      const { status, errors } = await send(gateway, { query })
      expect([status, errors[0]?.extensions.code]).toEqual([400, 'INTROSPECTION_DISABLED'])
    }
    expect((await send(gateway, { query: '{ servers { __typename } }' })).errors).toEqual([])
    const close = [
      { query: '{ server { id } }' },
      { query: '{ servrs { nodes { id } } }' },
      { query: '{ servers(scpe: ALL) { nodes { id } } }' },
      { query: '{ servers(scope: AL) { nodes { id } } }' },
      {
        query: 'query ($scope: ProjectScope!) { servers(scope: $scope) { nodes { id } } }',
        variables: { scope: 'AL' },
      },
    ]
    for (const body of close) {
      const { errors, text } = await send(gateway, body)
      expect(errors.length).toBeGreaterThan(0)
      expect(text).not.toContain('Did you mean')
    }
  })

  it('is not the default', async () => {
    await using gateway = await startGateway()
    expect((await send(gateway, { query: '{ servrs { nodes { id } } }' })).text).toContain('Did you mean')
    expect((await send(gateway, { query: '{ __schema { queryType { name } } }' })).errors).toEqual([])
  })
})
