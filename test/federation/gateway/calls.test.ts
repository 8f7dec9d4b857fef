import { setTimeout as pause } from 'node:timers/promises'
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

describe('headers', () => {
  it('of clients go to nobody who is not named for them', async () => {
    gateway = await startPureGateway(
      yamlOf([shop.orders, shop.catalog], { orders: 'headers: { forward: [X-Auth-Token], add: { X-Api-Key: k3y } }' }),
    )
    await gateway.ask('{ order(id: 0) { product { name } } }', {
      headers: { 'x-auth-token': 'secret', cookie: 'a=b', authorization: 'Bearer other', 'x-request-id': 'r1' },
    })
    const [toOrders, toCatalog] = [shop.orders.calls[0]?.headers, shop.catalog.calls[0]?.headers]
    expect(toOrders).toMatchObject({ 'x-auth-token': 'secret', 'x-api-key': 'k3y' })
    expect(Object.keys(toOrders ?? {})).not.toEqual(expect.arrayContaining(['cookie']))
    for (const name of ['x-auth-token', 'cookie', 'authorization', 'x-request-id', 'x-api-key']) {
      expect(toCatalog).not.toHaveProperty(name)
    }
    expect(toOrders).not.toHaveProperty('authorization')
  })
})

describe('equal calls that are under way', () => {
  const slowly = async (): Promise<boolean> => {
    await pause(500)
    return false
  }

  it('are one for one identity', async () => {
    gateway = await startPureGateway(
      yamlOf([shop.orders, shop.catalog], { orders: 'headers: { forward: [X-Auth-Token] }' }),
    )
    shop.orders.before = slowly
    const ask = (token: string) =>
      gateway.ask('{ orders { id product { name } } }', { headers: { 'x-auth-token': token } })
    const answers = await Promise.all([ask('alice'), ask('alice'), ask('bob')])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(shop.orders.calls.map(({ headers }) => headers['x-auth-token']).sort()).toEqual(['alice', 'bob'])
  })

  it('are as many as there are mutations', async () => {
    gateway = await startPureGateway(yamlOf([shop.orders, shop.catalog]))
    shop.orders.before = slowly
    await Promise.all([1, 2, 3].map(() => gateway.ask('mutation { place(sku: "p1") { id } }')))
    expect(shop.orders.calls).toHaveLength(3)
  })

  it('are not ended by one of those who wait for them', async () => {
    gateway = await startPureGateway(yamlOf([shop.orders, shop.catalog]))
    shop.orders.before = slowly
    const leaves = new AbortController()
    const gone = gateway.ask('{ count }', { signal: leaves.signal }).catch(() => 'gone')
    const stays = gateway.ask('{ count }')
    await pause(100)
    leaves.abort()
    expect([await gone, (await stays).data]).toEqual(['gone', { count: 4 }])
    expect(shop.orders.calls).toHaveLength(1)
  })
})

describe('in one step', () => {
  beforeEach(async () => {
    gateway = await startPureGateway(yamlOf([shop.orders, shop.catalog]))
  })

  it('calls to one subgraph are one', async () => {
    await gateway.ask('{ cheapest { name } dearest { price } a: cheapest { sku } }')
    expect(shop.catalog.calls).toHaveLength(1)
  })

  it('equal representations are sent once', async () => {
    await gateway.ask('{ orders { product { name } } x: orders { product { price } } }')
    expect(shop.orders.calls).toHaveLength(1)
    const [call, ...others] = shop.catalog.calls
    expect(others).toEqual([])
    for (const list of Object.values(call?.variables ?? {})) expect(list).toHaveLength(2)
  })

  it('calls are counted and timed by subgraph', async () => {
    await gateway.ask('{ orders { product { name } } }')
    const figure = (subgraph: string) =>
      gateway.figure(`pcigraph_subgraph_call_duration_seconds_count{subgraph="${subgraph}",outcome="200"}`)
    // One of each was about its SDL.
    expect([await figure('orders'), await figure('catalog')]).toEqual([2, 2])
    const { extensions } = await gateway.ask('{ cheapest { name } }', { headers: { 'x-pcigraph-receipt': '1' } })
    expect(extensions?.upstream).toMatchObject({ calls: [{ upstream: 'catalog', count: 1 }], total: 1 })
  })
})

it('shows whom it would ask, in development', async () => {
  const plan = { 'x-pcigraph-plan': '1' }
  gateway = await startPureGateway(yamlOf([shop.orders, shop.catalog]))
  const { extensions } = await gateway.ask('{ order(id: 0) { product { name } } }', { headers: plan })
  expect(JSON.stringify(extensions?.queryPlan)).toContain('"serviceName":"catalog"')
  expect((await gateway.ask('{ count }')).extensions).toBeUndefined()
  await gateway[Symbol.asyncDispose]()
  gateway = await startPureGateway(yamlOf([shop.orders, shop.catalog]), { NODE_ENV: 'production' })
  expect((await gateway.ask('{ count }', { headers: plan })).extensions).toBeUndefined()
})
