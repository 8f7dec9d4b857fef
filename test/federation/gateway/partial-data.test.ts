import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startPureGateway, yamlOf, type RunningGateway } from './graphs.ts'
import { startShop, type Shop } from './shop.ts'

let shop: Shop
let gateway: RunningGateway

beforeEach(async () => {
  shop = await startShop()
})
afterEach(async () => {
  await gateway[Symbol.asyncDispose]()
  await shop.close()
})

async function start(catalog?: string, env?: Readonly<Record<string, string>>) {
  gateway = await startPureGateway(yamlOf([shop.orders, shop.catalog], catalog === undefined ? {} : { catalog }), env)
}

describe('a subgraph that is down', () => {
  it('is null where it would have answered, with its name and our code at the real paths', async () => {
    await start('retries: 0')
    await shop.catalog.close()
    const { status, data, errors } = await gateway.ask('{ orders { id product { name } } cheapest { name } }')
    expect(status).toBe(200)
    expect(data).toEqual({
      orders: ['0', '1', '2', '3'].map((id) => ({ id, product: { name: null } })),
      cheapest: null,
    })
    expect(errors).toEqual([
      {
        message: 'The subgraph catalog refuses connections.',
        locations: [{ line: 1, column: 25 }],
        path: ['orders', 0, 'product', 'name'],
        // Of two products one each, and two of the same.
        extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'catalog', affected: 3 },
      },
      {
        message: 'The subgraph catalog refuses connections.',
        locations: [{ line: 1, column: 34 }],
        path: ['cheapest'],
        extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'catalog' },
      },
    ])
  })

  it('leaves data with nulls even where it is all that was asked', async () => {
    await start('retries: 0')
    await shop.catalog.close()
    const { status, data, errors, text } = await gateway.ask('{ cheapest { name } again: dearest { price } }')
    expect({ status, data }).toEqual({ status: 200, data: { cheapest: null, again: null } })
    expect(errors.map(({ path }) => path)).toEqual([['cheapest'], ['again']])
    expect(text).not.toContain('127.0.0.1')
  })

  it('is not told of where its fields were not asked', async () => {
    await start('retries: 0')
    await shop.catalog.close()
    expect(await gateway.ask('{ count }')).toMatchObject({ data: { count: 4 }, errors: [] })
  })
})

it('gives up a slow subgraph when its time is up, and answers with the rest', async () => {
  await start('timeoutMs: 200, retries: 0')
  shop.catalog.before = () => new Promise(() => undefined)
  const startedAt = performance.now()
  const { data, errors } = await gateway.ask('{ count orders { product { price } } }')
  expect(performance.now() - startedAt).toBeLessThan(2000)
  expect(data).toMatchObject({ count: 4 })
  expect(errors).toMatchObject([
    { path: ['orders', 0, 'product', 'price'], extensions: { code: 'UPSTREAM_TIMEOUT', upstream: 'catalog' } },
  ])
})

it('takes no answer that is larger than it may be', async () => {
  await start('maxResponseBytes: 1024')
  shop.catalog.before = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(`{"data":"${'x'.repeat(5000)}"}`)
    return true
  }
  const { errors } = await gateway.ask('{ cheapest { name } }')
  expect(errors).toMatchObject([{ path: ['cheapest'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }])
})

it.each([
  ['a page of a proxy', 'text/html', '<html>502</html>'],
  ['JSON that is no answer', 'application/json', '{"ok":true}'],
  ['no list of errors', 'application/json', '{"data":null,"errors":"broken"}'],
])('takes no %s for an answer', async (_what, type, body) => {
  await start()
  shop.catalog.before = (_request, response) => {
    response.writeHead(200, { 'content-type': type }).end(body)
    return true
  }
  const { data, errors } = await gateway.ask('{ count cheapest { name } }')
  expect(data).toEqual({ count: 4, cheapest: null })
  expect(errors).toMatchObject([
    { path: ['cheapest'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE', upstream: 'catalog' } },
  ])
})

describe('errors of a subgraph', () => {
  it('are masked: its words are for the log', async () => {
    await start()
    const { data, errors, text } = await gateway.ask('{ count secret }')
    expect(data).toEqual({ count: 4, secret: null })
    expect(errors).toEqual([
      {
        message: 'The subgraph catalog answered with an error. The log of this gateway has its words.',
        locations: [{ line: 1, column: 9 }],
        path: ['secret'],
        extensions: { code: 'SUBGRAPH_ERROR', upstream: 'catalog' },
      },
    ])
    expect(text).not.toContain('db.internal')
    expect(gateway.logged.join()).toContain('db.internal')
  })

  it('are told where its operator says so', async () => {
    await start('showErrors: true')
    const { errors } = await gateway.ask('{ secret }')
    expect(errors).toMatchObject([{ message: expect.stringContaining('db.internal') as string, path: ['secret'] }])
  })

  it('of the whole of an answer are at each field that is null for it', async () => {
    await start('showErrors: true')
    shop.catalog.before = (_request, response) => {
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end('{"errors":[{"message":"who are you?","extensions":{"code":"UNAUTHENTICATED","http":{"status":418}}}]}')
      return true
    }
    const { status, errors } = await gateway.ask('{ order(id: 0) { product { name price } } }')
    expect(status).toBe(200)
    expect(errors).toMatchObject([
      { message: 'who are you?', path: ['order', 'product', 'name'], extensions: { code: 'UNAUTHENTICATED' } },
      { message: 'who are you?', path: ['order', 'product', 'price'] },
    ])
  })
})

it('says why something is null that must not be, where its subgraph did not', async () => {
  await start()
  shop.orders.before = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"orders":[{"id":"0"},null]}}')
    return true
  }
  const { status, data, errors } = await gateway.ask('{ orders { id } }')
  expect({ status, data }).toEqual({ status: 200, data: null })
  expect(errors).toMatchObject([{ path: ['orders', 1], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }])
})

it('sends a query again, and a mutation never', async () => {
  gateway = await startPureGateway(yamlOf([shop.orders, shop.catalog]))
  let attempts = 0
  const failFirst = (_request: unknown, response: { writeHead(status: number): { end(): void } }) => {
    attempts++
    if (attempts > 1) return false
    response.writeHead(503).end()
    return true
  }
  shop.orders.before = failFirst
  expect(await gateway.ask('{ count }')).toMatchObject({ data: { count: 4 }, errors: [] })
  expect(attempts).toBe(2)
  attempts = 0
  const { data, errors } = await gateway.ask('mutation { place(sku: "p1") { id } }')
  expect(attempts).toBe(1)
  expect(data).toEqual({ place: null })
  expect(errors).toMatchObject([{ path: ['place'], extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'orders' } }])
})

it('asks nothing by a key of which a part is null', async () => {
  await start()
  const { data, errors } = await gateway.ask('{ orders { id product { sku name } } }')
  expect(errors).toEqual([])
  expect(data).toEqual({
    orders: [
      { id: '0', product: { sku: 'p0', name: 'p0 of m0' } },
      { id: '1', product: { sku: 'p1', name: 'p1 of m1' } },
      { id: '2', product: { sku: 'p0', name: null } },
      { id: '3', product: { sku: 'p1', name: 'p1 of m1' } },
    ],
  })
  expect(shop.catalog.calls.map(({ variables }) => Object.values(variables))).toEqual([
    [
      [
        { __typename: 'Product', sku: 'p0', maker: { id: 'm0' } },
        { __typename: 'Product', sku: 'p1', maker: { id: 'm1' } },
      ],
    ],
  ])
  expect((await gateway.ask('{ order(id: 2) { product { name } } }')).data).toEqual({
    order: { product: { name: null } },
  })
  expect(shop.catalog.calls).toHaveLength(1)
})
