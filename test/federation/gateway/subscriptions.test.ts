import { afterEach, beforeEach, expect, it } from 'vitest'
import { readEvents } from '../../../src/federation/gateway/event-stream.ts'
import { startPureGateway, yamlOf, type RunningGateway } from './graphs.ts'
import { startShop, type Shop } from './shop.ts'

let shop: Shop
let gateway: RunningGateway

beforeEach(async () => {
  shop = await startShop()
  gateway = await startPureGateway(yamlOf([shop.orders, shop.catalog], { catalog: 'retries: 0' }), {
    PCIGRAPH_DRAIN_TIMEOUT_MS: '400',
  })
})
afterEach(async () => {
  await gateway[Symbol.asyncDispose]()
  await shop.close()
})

type Event = { readonly event: string; readonly data: unknown }

async function* events(query: string, signal?: AbortSignal): AsyncGenerator<Event> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  })
  if (response.body === null) throw new Error('no body')
  for await (const { event, data } of readEvents(response.body, { maxEventLength: 1e6 })) {
    if (data !== '' || event !== 'message') yield { event, data: data === '' ? null : JSON.parse(data) }
  }
}

async function all(query: string): Promise<readonly Event[]> {
  const seen: Event[] = []
  for await (const event of events(query)) seen.push(event)
  return seen
}

it('go to the subgraph, and each event through all graphs', async () => {
  expect(await all('subscription { placed(times: 2) { id product { name } } }')).toEqual([
    { event: 'next', data: { data: { placed: { id: '0', product: { name: 'p0 of m0' } } } } },
    { event: 'next', data: { data: { placed: { id: '1', product: { name: 'p1 of m1' } } } } },
    { event: 'complete', data: null },
  ])
})

it('tell of each event what is wrong with it, and of no other', async () => {
  let calls = 0
  shop.catalog.before = (_request, response) => {
    calls++
    if (calls !== 1) return false
    response.writeHead(500).end()
    return true
  }
  expect(await all('subscription { placed(times: 2) { product { name } } }')).toMatchObject([
    { data: { data: { placed: { product: { name: null } } }, errors: [{ path: ['placed', 'product', 'name'] }] } },
    { data: { data: { placed: { product: { name: 'p1 of m1' } } } } },
    { event: 'complete' },
  ])
})

it('end with an error where the subgraph breaks off', async () => {
  shop.orders.before = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('event: next\ndata: {"data":{"placed":{"id":"1"}}}\n\n')
    setTimeout(() => response.destroy(), 50)
    return true
  }
  expect(await all('subscription { placed { id } }')).toMatchObject([
    { data: { data: { placed: { id: '1' } } } },
    {
      data: { data: { placed: null }, errors: [{ extensions: { code: 'UPSTREAM_UNAVAILABLE', upstream: 'orders' } }] },
    },
    { event: 'complete' },
  ])
})

it('are refused by the subgraph with its error at the field', async () => {
  shop.orders.before = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"errors":[{"message":"not now"}]}')
    return true
  }
  expect(await all('subscription { placed { id } }')).toMatchObject([
    { data: { data: { placed: null }, errors: [{ path: ['placed'], extensions: { code: 'SUBGRAPH_ERROR' } }] } },
    { event: 'complete' },
  ])
})

it('end upstream when nobody listens any more', async () => {
  const closed = Promise.withResolvers<void>()
  shop.orders.before = (request) => {
    request.socket.once('close', closed.resolve)
    return false
  }
  const leave = new AbortController()
  const listening = events('subscription { placed(times: 1000) { id } }', leave.signal)
  expect((await listening.next()).value).toMatchObject({ event: 'next' })
  leave.abort()
  await expect(listening.next()).rejects.toThrow()
  await closed.promise
})

it('take their turn for as long as they last', async () => {
  await gateway[Symbol.asyncDispose]()
  gateway = await startPureGateway(yamlOf([shop.orders, shop.catalog]), {
    PCIGRAPH_MAX_IN_FLIGHT: '1',
    PCIGRAPH_LONGEST_WAIT_MS: '50',
  })
  const leave = new AbortController()
  const listening = events('subscription { placed(times: 1000) { id } }', leave.signal)
  await listening.next()
  expect(await gateway.ask('{ count }')).toMatchObject({
    status: 503,
    errors: [{ extensions: { code: 'OVERLOADED' } }],
  })
  leave.abort()
  await expect(listening.next()).rejects.toThrow()
  await expect.poll(async () => (await gateway.ask('{ count }')).status).toBe(200)
})

it('end in order when the gateway is told to', async () => {
  const seen: string[] = []
  for await (const { event } of events('subscription { placed(times: 1000) { id } }')) {
    seen.push(event)
    if (seen.length === 1) gateway.drain()
  }
  expect(seen.at(0)).toBe('next')
  expect(seen.at(-1)).toBe('complete')
  expect(seen.length).toBeLessThan(100)
})
