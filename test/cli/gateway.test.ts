import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parse } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeServices } from '../../src/federation/gateway/compose-services.ts'
import { askGateway, LINK, startSubgraph, type RunningSubgraph } from '../federation/gateway/graphs.ts'
import { pcigraph, startPcigraph } from './command.ts'

let folder: string
let names: RunningSubgraph
let ages: RunningSubgraph

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pcigraph-gateway-'))
  names = await startSubgraph(
    'names',
    'type Query { people: [Person!]! } type Person @key(fields: "id") { id: ID! name: String }',
    {
      Query: {
        people: async () => {
          await pause(20)
          return [{ id: '1', name: 'Ada' }]
        },
      },
    },
    { Person: ({ id }) => ({ id, name: 'Ada' }) },
  )
  ages = await startSubgraph(
    'ages',
    'type Person @key(fields: "id") { id: ID! age: Int }',
    {},
    { Person: ({ id }) => ({ id, age: 36 }) },
  )
})
afterAll(async () => {
  await Promise.all([names.close(), ages.close()])
  rmSync(folder, { recursive: true })
})

const SUBGRAPHS = () => ['--subgraph', `names=${names.url}`, '--subgraph', `ages=${ages.url}`]
const QUESTION = '{ people { id name age } }'
const ANSWER = { people: [{ id: '1', name: 'Ada', age: 36 }] }

type Running = { readonly url: string; readonly child: ReturnType<typeof startPcigraph>; readonly logged: () => string }

async function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Running> {
  const child = startPcigraph(['gateway', '--port', '0', ...args], { env })
  let told = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => (told += part))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      const [, found] = /(http:\/\/[^\s/]+)/.exec(part) ?? []
      if (found !== undefined) resolve(found)
    })
    child.once('close', () => {
      reject(new Error(told))
    })
  })
  return { url, child, logged: () => told }
}

async function inFlight(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^pcigraph_requests_in_flight (\d+)$/m.exec(text)?.[1])
}

function supergraphFile(): string {
  const services = [names, ages].map(({ name, url }) => ({
    name,
    url,
    typeDefs: parse(
      LINK +
        (name === 'names'
          ? 'type Query { people: [Person!]! } type Person @key(fields: "id") { id: ID! name: String }'
          : 'type Person @key(fields: "id") { id: ID! age: Int }'),
    ),
  }))
  const { supergraph } = composeServices(services)
  if (supergraph === null) throw new Error('does not compose')
  const file = join(folder, 'supergraph.graphql')
  writeFileSync(file, supergraph)
  return file
}

describe('pcigraph gateway', () => {
  it.each([
    ['of a supergraph', () => ['--supergraph', supergraphFile()]],
    ['of subgraphs, which it composes', SUBGRAPHS],
  ])('%s is healthy, asks nobody for a token, and ends on SIGTERM with every answer given', async (_what, args) => {
    const { url, child } = await start(args())
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect((await fetch(`${url}/v2.1/servers`)).status).toBe(404)
    expect(await askGateway(url, QUESTION)).toMatchObject({ status: 200, data: ANSWER, errors: [] })

    const hold = Promise.withResolvers<boolean>()
    names.before = () => hold.promise
    const accepted = Array.from({ length: 50 }, () => askGateway(url, QUESTION))
    await expect.poll(() => inFlight(url), { timeout: 5000 }).toBeGreaterThanOrEqual(50)
    const ended = once(child, 'close')
    child.kill('SIGTERM')
    await pause(300)
    names.before = null
    hold.resolve(false)
    for (const answer of await Promise.all(accepted)) expect(answer).toMatchObject({ data: ANSWER, errors: [] })
    expect((await ended)[0]).toBe(0)
  })

  it('looks for another supergraph on SIGHUP', async () => {
    const file = supergraphFile()
    const { url, child, logged } = await start(['--supergraph', file])
    try {
      writeFileSync(file, 'type Query { nothing: Int }')
      child.kill('SIGHUP')
      await expect.poll(logged, { timeout: 5000 }).toContain('the last good one serves on')
      expect(await askGateway(url, QUESTION)).toMatchObject({ data: ANSWER })
    } finally {
      child.kill('SIGTERM')
      await once(child, 'close')
    }
  })

  it.each([
    ['nothing to join', [], 'There are no graphs to join'],
    ['both ways at once', ['--supergraph', 'x', '--subgraph', 'a=http://127.0.0.1:1'], 'exclude each other'],
    ['no name', ['--subgraph', 'http://127.0.0.1:1'], 'name=URL'],
    ['no address', ['--subgraph', 'a=ftp://x'], 'no http or https URL'],
    ['no such file', ['--supergraph', '/nowhere.graphql'], '/nowhere.graphql cannot be read (ENOENT)'],
  ])('says what is wrong with %s, and ends with 2', async (_what, args, told) => {
    const { code, stderr, stdout } = await pcigraph(['gateway', '--port', '0', ...args], {
      env: { PCIGRAPH_SUBGRAPH_START_MS: '0' },
    })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(told)
  })
})

describe('pcigraph compose', () => {
  it('prints the supergraph of the subgraphs that are named', async () => {
    const { code, stdout, stderr } = await pcigraph(['compose', ...SUBGRAPHS()])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain(`@join__graph(name: "ages", url: "${ages.url}")`)
    expect(stdout).not.toContain('PciDevice')
  })

  it('has the own graph among them where the configuration names the others', async () => {
    const config = join(folder, 'pcigraph.yaml')
    writeFileSync(config, `subgraphs: [{ name: ages, url: "${ages.url}" }]\n`)
    const { code, stdout } = await pcigraph(['compose'], { env: { PCIGRAPH_CONFIG: config } })
    expect(code).toBe(0)
    expect(stdout).toContain('name: "pcigraph"')
    expect(stdout).toContain('type PciDevice')
    const { stdout: without } = await pcigraph(['compose', '--no-own', ...SUBGRAPHS()], {
      env: { PCIGRAPH_CONFIG: config },
    })
    expect(without).not.toContain('name: "pcigraph"')
  })

  it('says which --schema belongs to no subgraph', async () => {
    const { code, stderr } = await pcigraph(['compose', ...SUBGRAPHS(), '--schema', 'agse=ages.graphql'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('--schema agse=…: no subgraph is named agse')])
  })

  it('prints everything that is wrong with its place, and ends with 1', async () => {
    const broken = join(folder, 'broken.graphql')
    writeFileSync(broken, 'type Query {\n  people(: Int\n}\n')
    const syntax = await pcigraph(['compose', ...SUBGRAPHS(), '--schema', `ages=${broken}`])
    expect({ code: syntax.code, stdout: syntax.stdout }).toEqual({ code: 1, stdout: '' })
    expect(syntax.stderr).toContain(`ages (${broken}), line 2, column 10: Syntax Error`)

    writeFileSync(broken, `${LINK} type Person @key(fields: "nothing") { id: ID! name: Int }`)
    const keys = await pcigraph(['compose', ...SUBGRAPHS(), '--schema', `ages=${broken}`])
    expect(keys.code).toBe(1)
    expect(keys.stderr).toContain('KEY_INVALID_FIELDS: [ages] On type "Person"')
  })

  it('says which subgraph cannot be asked', async () => {
    const { code, stderr } = await pcigraph(['compose', '--subgraph', 'gone=http://127.0.0.1:9/graphql'])
    expect(code).toBe(1)
    expect(stderr).toContain(
      'gone (http://127.0.0.1:9/graphql): it tells its SDL neither by _service nor by introspection',
    )
  })
})
