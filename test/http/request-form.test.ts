import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readReply, startGateway, type Gateway, type Reply } from './gateway.ts'

const RESPONSE_JSON = 'application/graphql-response+json'

let gateway: Gateway
let token: string
beforeAll(async () => {
  gateway = await startGateway()
  token = await gateway.token('admin')
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function send(init: RequestInit, query = ''): Promise<Reply> {
  const headers = { accept: RESPONSE_JSON, 'x-auth-token': token, ...init.headers }
  return readReply(await fetch(`${gateway.url}/graphql${query}`, { ...init, headers }))
}

const post = (body: string, contentType = 'application/json') =>
  send({ method: 'POST', body, headers: { 'content-type': contentType } })

describe('what is answered', () => {
  it('a POST of JSON, with or without its charset', async () => {
    for (const contentType of ['application/json', 'application/json; charset=utf-8']) {
      expect((await post('{"query":"{ cloud { name } }"}', contentType)).data).toHaveProperty('cloud.name')
    }
  })

  it('a GET with the document in the URL', async () => {
    const query = new URLSearchParams({
      query: 'query Q($n: Int!) { servers(first: $n) { nodes { id } } }',
      variables: '{"n":1}',
    })
    expect((await send({}, `?${query}`)).data).toMatchObject({ servers: { nodes: [{}] } })
  })
})

describe('what is refused', () => {
  it('a body that is packed', async () => {
    const { status, errors } = await send({
      method: 'POST',
      body: '{"query":"{ cloud { name } }"}',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    })
    expect([status, errors[0]?.message]).toEqual([415, expect.stringContaining('content-encoding: gzip is not read')])
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/graphql',
    'text/json',
  ])('a body of type %s, which a page of the web could send', async (contentType) => {
    const reply = await post('{"query":"{ cloud { name } }"}', contentType)
    expect(reply.status).toBe(415)
    expect(reply.errors).toMatchObject([{ message: expect.stringContaining('application/json') as unknown }])
  })

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['no object', '"{ cloud { name } }"'],
    ['null', 'null'],
    ['no document', '{}'],
    ['a document that is no text', '{"query": 5}'],
    ['variables that are no object', '{"query": "{ cloud { name } }", "variables": "x"}'],
    ['a parameter that nobody knows', '{"query": "{ cloud { name } }", "more": 1}'],
    ['JSON with a raw NUL', '{"query": "{ cloud { \u0000 } }"}'],
  ])('a body that is %s', async (_what, body) => {
    const reply = await post(body)
    expect(reply.status).toBe(400)
    expect(reply.data).toBeUndefined()
    expect(reply.errors).toMatchObject([
      { extensions: { code: expect.stringMatching(/^(BAD_REQUEST|GRAPHQL_PARSE_FAILED)$/) as unknown } },
    ])
    expect(reply.text).not.toMatch(/SyntaxError|\.js:|INTERNAL/)
  })

  it('variables in the URL that are no JSON', async () => {
    const reply = await send({}, `?${new URLSearchParams({ query: '{ cloud { name } }', variables: '{' })}`)
    expect([reply.status, reply.errors[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST'])
  })

  it('several questions in one body', async () => {
    const reply = await post('[{"query":"{ cloud { name } }"},{"query":"{ cloud { name } }"}]')
    expect(reply.status).toBe(400)
    expect(reply.errors).toMatchObject([{ message: 'Batching is not supported.' }])
  })

  it.each([
    ['mutation', 'mutation { deleteServer(id: 1) }', /no mutations: Nova owns the state/],
    ['subscription', 'subscription { servers { nodes { id } } }', /no subscriptions/],
    ['@defer', '{ ... @defer { cloud { name } } }', /@defer is not supported/],
    ['@stream', '{ servers { nodes @stream { id } } }', /@stream is not supported/],
    ['a field that is not there', '{ cloud { nam } }', /Cannot query field "nam"/],
    [
      'fragments in a circle',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
      /Cannot spread fragment/,
    ],
  ])('%s', async (_what, query, words) => {
    const reply = await post(JSON.stringify({ query }))
    expect(reply.status).toBe(400)
    expect(reply.errors[0]).toMatchObject({
      message: expect.stringMatching(words) as unknown,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    })
  })

  it.each([
    [
      'of the wrong type',
      { n: 'x' },
      'query($n: Int!) { servers(first: $n) { nodes { id } } }',
      /Variable "\$n" got invalid value "x"/,
    ],
    ['missing', {}, 'query($n: Int!) { servers(first: $n) { nodes { id } } }', /Variable "\$n" of required type/],
    [
      'of an enum that is not',
      { s: 'NOPE' },
      'query($s: ProjectScope!) { servers(scope: $s) { nodes { id } } }',
      /"NOPE"/,
    ],
    ['too large for an Int', { n: 1e12 }, 'query($n: Int!) { servers(first: $n) { nodes { id } } }', /32-bit/],
  ])('a variable that is %s: the client is told which', async (_what, variables, query, words) => {
    const reply = await post(JSON.stringify({ query, variables }))
    expect(reply.status).toBe(400)
    expect(reply.errors).toMatchObject([
      { message: expect.stringMatching(words) as unknown, extensions: { code: 'BAD_USER_INPUT' } },
    ])
  })

  it('a null for an argument that needs a value, at its field', async () => {
    const query = 'query($n: Int) { servers(first: $n) { nodes { id } } cloud { name } }'
    const reply = await post(JSON.stringify({ query, variables: { n: null } }))
    expect(reply.errors).toMatchObject([{ path: ['servers'], extensions: { code: 'BAD_USER_INPUT' } }])
    expect(reply.data).toMatchObject({ servers: null, cloud: {} })
  })

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s, with what is allowed', async (method) => {
    const reply = await send({ method })
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET, POST'])
  })

  it('other origins: no header invites them', async () => {
    const reply = await send({ headers: { origin: 'https://elsewhere.example' } }, '?query={cloud{name}}')
    expect([...reply.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
  })
})
