import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parse } from 'graphql'
import { createSchema, createYoga } from 'graphql-yoga'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { composeServices } from '../../../src/federation/gateway/compose-services.ts'
import { LINK, startPureGateway, startSubgraph, type RunningGateway, type RunningSubgraph } from './graphs.ts'

let folder: string
let subgraph: RunningSubgraph
let gateway: RunningGateway

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pcigraph-reload-'))
  subgraph = await startSubgraph(
    'numbers',
    'type Query { one: Int two: Int slow: Int } type Subscription { ticks: Int }',
    {
      Query: { one: () => 1, two: () => 2, slow: () => pause(300).then(() => 3) },
      Subscription: {
        ticks: {
          async *subscribe() {
            for (let tick = 1; tick <= 6; tick++) {
              yield { ticks: tick }
              await pause(50)
            }
          },
        },
      },
    },
  )
})
afterEach(async () => {
  await gateway[Symbol.asyncDispose]()
  await subgraph.close()
  rmSync(folder, { recursive: true })
})

const FIRST = 'type Query { one: Int slow: Int } type Subscription { ticks: Int }'
const SECOND = 'type Query { two: Int }'

function supergraphOf(sdl: string): string {
  const services = [{ name: 'numbers', url: subgraph.url, typeDefs: parse(LINK + sdl) }]
  const { supergraph } = composeServices(services)
  if (supergraph === null) throw new Error('does not compose')
  return supergraph
}

describe('a supergraph in a file', () => {
  const file = () => join(folder, 'supergraph.graphql')

  beforeEach(async () => {
    writeFileSync(file(), supergraphOf(FIRST))
    gateway = await startPureGateway(`supergraph: ${file()}\n`)
  })

  it('is served as it stands', async () => {
    expect(await gateway.ask('{ one }')).toMatchObject({ data: { one: 1 }, errors: [] })
  })

  it('gives way to the next one without a request that is lost', async () => {
    const answers: { readonly data: unknown; readonly errors: readonly unknown[] }[] = []
    let isOver = false
    const load = Promise.all(
      Array.from({ length: 8 }, async () => {
        // Both supergraphs answer it.
        while (!isOver) answers.push(await gateway.ask('{ __typename n: __typename }'))
      }),
    )
    const underWay = gateway.ask('{ slow }')
    await expect.poll(() => subgraph.calls.some(({ query }) => query.includes('slow'))).toBe(true)
    writeFileSync(file(), supergraphOf(SECOND))
    await gateway.reload()
    expect(await gateway.ask('{ two }')).toMatchObject({ data: { two: 2 }, errors: [] })
    expect(await gateway.ask('{ one }')).toMatchObject({ status: 400 })
    expect(await underWay).toMatchObject({ data: { slow: 3 }, errors: [] })
    await pause(100)
    isOver = true
    await load
    expect(answers.length).toBeGreaterThan(8)
    expect(answers.every(({ data, errors }) => errors.length === 0 && data !== null)).toBe(true)
    expect(await gateway.figure('pcigraph_supergraph_reloads_total{outcome="taken"}')).toBe(1)
  })

  it('is looked at by itself when it was written', async () => {
    writeFileSync(file(), supergraphOf(SECOND))
    await expect.poll(async () => (await gateway.ask('{ two }')).status, { timeout: 5000 }).toBe(200)
  })

  it.each([
    ['no GraphQL', 'type Query {', 'Syntax Error'],
    ['no supergraph', 'type Query { one: Int }', 'join__Graph'],
    ['a file that is gone', null, 'ENOENT'],
  ])('is refused where it is %s, and the last good one serves on', async (_what, text, told) => {
    if (text === null) rmSync(file())
    else writeFileSync(file(), text)
    await gateway.reload()
    expect(await gateway.ask('{ one }')).toMatchObject({ data: { one: 1 }, errors: [] })
    expect(await gateway.figure('pcigraph_supergraph_reloads_total{outcome="refused"}')).toBe(1)
    expect(gateway.logged.join('\n')).toContain(told)
    writeFileSync(file(), supergraphOf(SECOND))
    await gateway.reload()
    expect(await gateway.ask('{ two }')).toMatchObject({ data: { two: 2 } })
  })

  it('lets who listens to the last one listen to its end', async () => {
    const events = listenTo('subscription { ticks }')
    await pause(100)
    writeFileSync(file(), supergraphOf(SECOND))
    await gateway.reload()
    expect(await gateway.ask('{ two }')).toMatchObject({ data: { two: 2 } })
    expect(await events).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((ticks) => ({ event: 'next', data: { data: { ticks } } })),
      { event: 'complete', data: null },
    ])
  })
})

it('a supergraph at an address is asked for by its tag', async () => {
  let text = supergraphOf(FIRST)
  const asked: (string | undefined)[] = []
  const registry = createServer((request, response) => {
    const tag = `"${text.length}"`
    asked.push(request.headers['x-key'] === 'k' ? request.headers['if-none-match'] : 'no key')
    if (request.headers['if-none-match'] === tag) response.writeHead(304).end()
    else response.writeHead(200, { etag: tag, 'content-type': 'text/plain' }).end(text)
  })
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve))
  const address = registry.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/supergraph`
  try {
    gateway = await startPureGateway(`supergraph: { url: "${url}", headers: { X-Key: k } }\n`, {
      PCIGRAPH_SUPERGRAPH_POLL_MS: '100',
    })
    await expect.poll(() => asked.length, { timeout: 5000 }).toBeGreaterThan(2)
    expect(asked.slice(0, 2)).toEqual([undefined, `"${text.length}"`])
    text = supergraphOf(SECOND)
    await expect.poll(async () => (await gateway.ask('{ two }')).status, { timeout: 5000 }).toBe(200)
  } finally {
    registry.closeAllConnections()
    registry.close()
  }
})

describe('subgraphs', () => {
  const yaml = (schema: string) => `subgraphs: [{ name: numbers, url: "${subgraph.url}", schema: ${schema} }]\n`

  it('are composed again when the file of one was written', async () => {
    const schema = join(folder, 'numbers.graphql')
    writeFileSync(schema, LINK + FIRST)
    gateway = await startPureGateway(yaml(schema))
    expect(await gateway.ask('{ one }')).toMatchObject({ data: { one: 1 } })
    writeFileSync(schema, `${LINK} type Query { one: Int @key }`)
    await gateway.reload()
    expect(await gateway.ask('{ one }')).toMatchObject({ data: { one: 1 } })
    expect(gateway.logged.join('\n')).toMatch(/is refused; the last good one serves on/)
    writeFileSync(schema, LINK + SECOND)
    await gateway.reload()
    expect(await gateway.ask('{ two }')).toMatchObject({ data: { two: 2 } })
  })

  it('that know nothing of Federation are asked by introspection', async () => {
    const plain = createServer((request, response) => void yoga(request, response))
    const yoga = createYoga({
      schema: createSchema({ typeDefs: 'type Query { three: Int }', resolvers: { Query: { three: () => 3 } } }),
      logging: false,
    })
    await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
    const address = plain.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    try {
      gateway = await startPureGateway(
        `subgraphs:\n  - { name: numbers, url: "${subgraph.url}" }\n  - { name: plain, url: "http://127.0.0.1:${port}/graphql" }\n`,
      )
      expect(await gateway.ask('{ one three }')).toMatchObject({ data: { one: 1, three: 3 }, errors: [] })
    } finally {
      plain.closeAllConnections()
      plain.close()
    }
  })

  it('that cannot be asked about themselves any more are as they were', async () => {
    gateway = await startPureGateway(`subgraphs: [{ name: numbers, url: "${subgraph.url}", retries: 0 }]\n`)
    subgraph.before = (_request, response) => {
      response.writeHead(404).end()
      return true
    }
    await gateway.reload()
    subgraph.before = null
    expect(await gateway.ask('{ one two }')).toMatchObject({ data: { one: 1, two: 2 }, errors: [] })
  })
})

/** Every event until the stream ends. */
async function listenTo(query: string): Promise<unknown[]> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query }),
  })
  const text = await response.text()
  return text.split('\n\n').flatMap((part) => {
    const event = /^event: (.*)$/m.exec(part)?.[1]
    const data = /^data: ?(.+)$/m.exec(part)?.[1]
    return event === undefined ? [] : [{ event, data: data === undefined ? null : (JSON.parse(data) as unknown) }]
  })
}
