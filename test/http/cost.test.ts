import { readFileSync, readdirSync } from 'node:fs'
import { Kind, parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { estimateCost } from '../../src/engine/cost.ts'
import { createSchema } from '../../src/schema/index.ts'
import { startGateway, type Gateway } from './gateway.ts'

const COST = { 'x-pcigraph-cost': '1' }
const HOSTILE =
  '{ hypervisors(first: 5000) { nodes { pciDevices(first: 5000) { nodes { hypervisor { pciDevices(first: 5000) { nodes { id } } } } } } } }'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

const costIn = (text: string) => (JSON.parse(text) as { extensions?: { cost?: object } }).extensions?.cost

describe('the cost of a question', () => {
  it('is told to who asks, as it was estimated and as it was', async () => {
    const question = '{ servers(first: 3) { nodes { id flavor { name } } } }'
    const { text, data, status } = await gateway.ask(question, { headers: COST })
    expect(status).toBe(200)
    expect(data).toMatchObject({ servers: { nodes: [{}, {}, {}] } })
    expect(costIn(text)).toEqual({ estimate: 16, actual: 16, max: 1_500_000 })
    expect(costIn((await gateway.ask(question)).text)).toBeUndefined()
  })

  it('counts in fact only what was there', async () => {
    const { text } = await gateway.ask('{ servers(first: 5000) { nodes { id } } }', { headers: COST })
    expect(costIn(text)).toEqual({ estimate: 5010, actual: 30, max: 1_500_000 })
  })

  it('is refused before anything is asked where it is too high, and says what to do', async () => {
    await gateway.ask('{ cloud { name } }')
    gateway.demo.calls.clear()
    const reply = await gateway.ask(HOSTILE, { headers: COST })
    expect(reply.status).toBe(400)
    expect(reply.data).toBeUndefined()
    expect(reply.errors).toMatchObject([
      {
        message: expect.stringMatching(
          /1500000 is allowed\. Most of it is hypervisors\.nodes\.pciDevices\..*Ask for smaller pages/,
        ) as unknown,
        extensions: { code: 'LIMIT_EXCEEDED', limit: 'cost', max: 1_500_000, actual: expect.any(Number) as unknown },
      },
    ])
    expect(gateway.callsTo('nova')).toEqual([])
    expect(reply.text).not.toContain('originalError')
  })

  it.each([
    'servers(first: 5000) { nodes { name pciDevices { address product { name vendor { name } } } hypervisor { hostname pciStats { free } } } }',
    'hypervisors(first: 5000) { nodes { hostname servers { nodes { name pciDevices { address } } } } }',
    'hypervisors(first: 5000) { nodes { hostname pciDevices { nodes { address product { name vendor { name } } server { name } } } } }',
    'pciDevices(first: 5000) { nodes { address server { name hypervisor { hostname } } hypervisor { hostname stats { vcpusUsed } } } }',
  ])('lets the largest pages of a plain nested question pass: %s', async (field) => {
    const { errors, data } = await gateway.ask(`{ ${field} }`)
    expect(errors).toEqual([])
    expect(data).toBeTruthy()
  })

  it('is limited by the variables of each request, though the document is known already', async () => {
    const document = 'query ($n: Int!) { hypervisors(first: $n) { nodes { pciDevices(first: $n) { nodes { id } } } } }'
    const codes = []
    for (const n of [10, 5000, 10]) {
      const { errors } = await gateway.ask(document, { variables: { n } })
      codes.push(errors.map(({ extensions }) => extensions.code))
    }
    expect(codes).toEqual([[], ['LIMIT_EXCEEDED'], []])
  })

  it('can be limited otherwise', async () => {
    await using strict = await startGateway({ env: { PCIGRAPH_MAX_COST: '20' } })
    expect((await strict.ask('{ servers(first: 11) { nodes { id } } }')).errors).toMatchObject([
      { extensions: { limit: 'cost', max: 20, actual: 21 } },
    ])
    expect((await strict.ask('{ servers(first: 10) { nodes { id } } }')).errors).toEqual([])
  })
})

describe('the documents that the program ships', () => {
  const { maxCost } = readConfig({ env: {}, argv: [] }).limits
  const schema = createSchema()
  const folder = (path: string) => new URL(`../../src/${path}/`, import.meta.url)

  const examples = readdirSync(folder('http/graphiql/examples'), { recursive: true, encoding: 'utf8' })
  it.each(examples.filter((name) => name.endsWith('.graphql')))('pass the limit as examples: %s', (name) => {
    expect(costOf([new URL(name, folder('http/graphiql/examples'))])).toBeLessThan(maxCost)
  })

  it('pass it as commands, with the longest pages and every column', () => {
    const names = readdirSync(folder('cli/documents'))
    const files = names.map((name) => new URL(name, folder('cli/documents')))
    const costs = names
      .filter((name) => readFileSync(new URL(name, folder('cli/documents')), 'utf8').includes('query '))
      .map((name) => [name, costOf(files, name)] as const)
    for (const [, cost] of costs) expect(cost).toBeLessThan(maxCost)
    expect(Math.max(...costs.map(([, cost]) => cost))).toBeGreaterThan(5000)
  })

  /** Of the first operation of a file, with the fragments of all of them. */
  function costOf(files: readonly URL[], named?: string): number {
    const chosen = named === undefined ? files : files.filter(({ pathname }) => pathname.endsWith(`/${named}`))
    const source = [...new Set([...chosen, ...files])].map((file) => readFileSync(file, 'utf8')).join('\n')
    const document = parse(source)
    const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    if (!operation) throw new Error('No operation')
    const yes = { stats: true, details: true, pools: true, devices: true, hypervisor: true, server: true }
    return estimateCost(document, operation, { first: 5000, ...yes }, schema)
  }
})
