import { getIntrospectionQuery } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type Gateway } from './gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

/** Fragments of which each spreads the next one twice. */
function doubling(rounds: number): string {
  const fragments = Array.from({ length: rounds }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)
  return `query Doubling { ...F0 } ${fragments.join(' ')} fragment F${rounds} on Query { cloud { name } }`
}

function repeated(count: number, write: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => write(i)).join(' ')
}

function nested(levels: number): string {
  return `{ servers { nodes { ${'hypervisor { servers { nodes { '.repeat(levels)} id ${'} } }'.repeat(levels)} } } }`
}

const TOO_MUCH: readonly (readonly [what: string, document: string, limit: string, advice: RegExp])[] = [
  ['tokens', `{ ${'cloud { name } '.repeat(501)} }`, 'tokens', /more than 2000 tokens.*Send values as variables/],
  ['depth', nested(5), 'depth', /18 fields deep; 16 are allowed/],
  ['aliases', `{ ${repeated(51, (i) => `c${i}: cloud { name }`)} }`, 'aliases', /51 aliases; 50 are allowed/],
  [
    'fields, by fragments that double',
    doubling(20),
    'expandedFields',
    /fields with its fragments multiplied out; 5000 are allowed/,
  ],
  ['fields, by fragments that double sixty times', doubling(60), 'expandedFields', /multiplied out; 5000 are allowed/],
]

describe.each(TOO_MUCH)('a document with too many %s', (_what, document, limit, advice) => {
  it('is refused at once, with its limit and what to do', async () => {
    await gateway.ask('{ cloud { name } }')
    gateway.demo.calls.clear()
    const reply = await gateway.ask(document)
    expect(reply.status).toBe(400)
    expect(reply.data).toBeUndefined()
    expect(reply.errors).toMatchObject([
      {
        message: expect.stringMatching(advice) as unknown,
        extensions: { code: 'LIMIT_EXCEEDED', limit, max: expect.any(Number) as unknown },
      },
    ])
    expect(gateway.callsTo('nova')).toEqual([])

    const again = await gateway.ask(document)
    expect([again.status, again.errors]).toEqual([reply.status, reply.errors])
  })
})

it('refuses a body that is too large, whether its length is announced or not', async () => {
  const body = JSON.stringify({ query: '{ cloud { name } }', variables: { a: 'x'.repeat(300_000) } })
  const token = await gateway.token('admin')
  for (const sent of [body, new Blob([body]).stream()]) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': token },
      body: sent,
      duplex: 'half',
    } as RequestInit)
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({
      errors: [
        {
          message: expect.stringMatching(/more than 262144 bytes. Ask for fewer/) as unknown,
          extensions: { code: 'LIMIT_EXCEEDED', limit: 'bodyBytes', max: 262_144 },
        },
      ],
    })
  }
})

it.each([
  ['servers', '5001'],
  ['hypervisors', '5001'],
  ['pciDevices', '2147483647'],
  ['servers', '-1'],
])('refuses %s(first: %s) at its field and tells the limit', async (field, first) => {
  const reply = await gateway.ask(`{ ${field}(first: ${first}) { nodes { id } } cloud { name } }`)
  expect(reply.errors).toMatchObject([
    {
      path: [field],
      message: expect.stringMatching(/at most 5000|cannot be negative/) as unknown,
      extensions: { code: 'BAD_USER_INPUT', argument: 'first' },
    },
  ])
  expect(reply.data).toMatchObject({ [field]: null, cloud: {} })
})

it('refuses variables that nest without an end before anybody follows them down', async () => {
  const nots = 30_000
  const token = await gateway.token('admin')
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', 'x-auth-token': token },
    body: `{"query":"query($f: PciDeviceFilter) { pciDevices(filter: $f) { nodes { id } } }","variables":{"f":${'{"not":'.repeat(nots)}{}${'}'.repeat(nots)}}}`,
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'LIMIT_EXCEEDED', limit: 'variableDepth' } }],
  })
})

it("lets GraphiQL's own introspection pass, with all that it may ask", async () => {
  const all = {
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
  }
  const reply = await gateway.ask(getIntrospectionQuery({ ...all, oneOf: true }))
  expect(reply.errors).toEqual([])
  expect(reply.data).toHaveProperty('__schema.types')
})

it('does not let an introspection multiply itself', async () => {
  const reply = await gateway.ask(
    '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }',
  )
  expect(reply.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
})

it('ends a question whose time is up, with what it has by then', async () => {
  await using slow = await startGateway({ env: { PCIGRAPH_MAX_REQUEST_MS: '500' } })
  await slow.ask('{ cloud { microversions { max } } }')
  slow.demo.interfere(({ path }) => (path.endsWith('/servers/detail') ? { kind: 'hang' } : null))
  const reply = await slow.ask('{ servers { nodes { id } } pciDevices(first: 1) { nodes { id } } }')
  expect(reply.ms).toBeLessThan(1500)
  expect(reply.errors).toMatchObject([
    {
      path: ['servers'],
      message: expect.stringMatching(/not whole within 0.5 s. Ask for less at once/) as unknown,
      extensions: { code: 'REQUEST_TIMEOUT', limit: 'requestMs', max: 500 },
    },
  ])
  expect(reply.data).toMatchObject({ servers: null, pciDevices: { nodes: [{}] } })
  expect(slow.logged.filter(({ level }) => level === 'error')).toEqual([])
  slow.demo.interfere(null)
  expect((await slow.ask('{ servers { nodes { id } } }')).errors).toEqual([])
})

it('ends a request whose time is up while its token is looked at', async () => {
  await using slow = await startGateway({ env: { PCIGRAPH_MAX_REQUEST_MS: '300' } })
  slow.demo.interfere(({ service }) => (service === 'keystone' ? { kind: 'hang' } : null))
  const reply = await slow.ask('{ cloud { name } }', { token: 'any' })
  expect(reply.status).toBe(503)
  expect(reply.errors).toMatchObject([{ extensions: { code: 'REQUEST_TIMEOUT' } }])
})

it('lets every limit be set', async () => {
  const env = {
    PCIGRAPH_MAX_DEPTH: '3',
    PCIGRAPH_MAX_ALIASES: '0',
    PCIGRAPH_MAX_PAGE_SIZE: '2',
    PCIGRAPH_MAX_TOKENS: '40',
  }
  await using strict = await startGateway({ env })
  const limits = await Promise.all(
    ['{ servers { nodes { flavor { name } } } }', '{ c: cloud { name } }', `{ ${'cloud { name } '.repeat(20)} }`].map(
      async (document) => (await strict.ask(document)).errors[0]?.extensions.limit,
    ),
  )
  expect(limits).toEqual(['depth', 'aliases', 'tokens'])
  expect((await strict.ask('{ servers(first: 3) { nodes { id } } }')).errors).toMatchObject([{ path: ['servers'] }])
})
