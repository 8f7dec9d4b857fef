import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { startProgram, type Program } from '../e2e/start-program.ts'
import { readDashboard } from './dashboard.ts'
import { runTool } from './run-tool.ts'
import { startPrometheus, type Prometheus } from './start-prometheus.ts'

const TOKEN = 'scrapers-only'
const WINDOW = '15s'
const QUESTIONS = [
  '{ servers { nodes { name hypervisor { hostname } pciDevices { id } } } }',
  '{ hypervisors { nodes { hostname stats { vcpus } pciStats { free } } } }',
  '{ server(id: "00000000-0000-4000-8000-000000000000") { name } }',
  '{ nonsense }',
]

const vector = z.object({
  result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
})
const rules = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ name: z.string(), health: z.string(), state: z.string() })) })),
})

let gateway: Program
let prometheus: Prometheus
let balancer: Awaited<ReturnType<typeof startBalancer>>
let traffic: NodeJS.Timeout

beforeAll(async () => {
  gateway = await startProgram({ env: { PCIGRAPH_METRICS_TOKEN: TOKEN }, throughNpm: false })
  balancer = await startBalancer(new URL(gateway.url))
  prometheus = await startPrometheus({ target: balancer.host, token: TOKEN })
  traffic = setInterval(() => void ask().catch(() => undefined), 300)
})

afterAll(async () => {
  clearInterval(traffic)
  await prometheus[Symbol.asyncDispose]()
  balancer.close()
  await gateway[Symbol.asyncDispose]()
})

it('is scraped through a balancer with the token alone', async () => {
  expect((await fetch(`http://${balancer.host}/metrics`)).status).toBe(403)
  await vi.waitFor(async () => expect(await valuesOf('up{job="pcigraph"}')).toEqual([1]), { timeout: 20_000 })
})

it('shows figures that the linter of Prometheus has nothing to say about', async () => {
  for (const _ of QUESTIONS) await ask()
  const page = await (await fetch(`${gateway.url}/metrics`)).text()
  expect(await runTool('promtool', ['check', 'metrics'], { input: page })).toEqual({ code: 0, output: '' })
})

it.each(readDashboard(WINDOW).queries)('$panel has data: $expr', async ({ expr }) => {
  await vi.waitFor(async () => expect((await valuesOf(expr)).some(Number.isFinite)).toBe(true), {
    timeout: 40_000,
    interval: 500,
  })
})

it('offers the gateways to choose from', async () => {
  const { variables, ids } = readDashboard(WINDOW)
  expect(new Set(ids).size).toBe(ids.length)
  expect(variables.map(({ label }) => label)).toEqual(['job', 'instance'])
  for (const { metric, label } of variables) {
    const values = await prometheus.get(`label/${label}/values`, { 'match[]': metric })
    expect(values).toEqual([label === 'job' ? 'pcigraph' : balancer.host])
  }
})

it('evaluates every alert, and nothing is wrong with a gateway that is well', async () => {
  await vi.waitFor(
    async () => {
      const { groups } = rules.parse(await prometheus.get('rules'))
      const all = groups.flatMap((group) => group.rules)
      expect(all.length).toBeGreaterThan(5)
      expect(all.filter(({ health }) => health !== 'ok')).toEqual([])
      expect(all.filter(({ state }) => state === 'firing')).toEqual([])
    },
    { timeout: 20_000 },
  )
})

it('has alerts that come when they should and not when they should not', async () => {
  const file = new URL('../../deploy/prometheus/alerts.test.yaml', import.meta.url).pathname
  const { code, output } = await runTool('promtool', ['test', 'rules', file])
  expect(output).toContain('SUCCESS')
  expect(code).toBe(0)
})

it('keeps its series few, whatever clients ask', async () => {
  const count = async () => (await valuesOf('count({__name__=~"pcigraph_.+"})'))[0] ?? 0
  for (const path of ['/a', '/b', '/v2.1/x', '/graphql?query={a}', '/v2.1/os-pci/none']) await fetch(gateway.url + path)
  await fetch(`${gateway.url}/graphql`, { method: 'PROPFIND' })
  await vi.waitFor(async () => expect(await count()).toBeGreaterThan(50), { timeout: 20_000 })
  // Of these, buckets are most: fifteen for each histogram and pair of labels.
  expect(await count()).toBeLessThan(600)
})

async function valuesOf(query: string): Promise<number[]> {
  return vector.parse(await prometheus.get('query', { query })).result.map(({ value }) => Number(value[1]))
}

async function ask(): Promise<void> {
  for (const query of QUESTIONS) {
    await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    }).then((response) => response.text())
  }
  await fetch(`${gateway.url}/v2.1/os-pci?limit=1`).then((response) => response.text())
}

/** As one stands before gateways: what comes through it does not come from this machine. */
async function startBalancer({ hostname, port }: URL) {
  const server = createServer(({ method, url, headers }, response) => {
    const forwarded = { ...headers, 'x-forwarded-for': '192.0.2.7' }
    send({ hostname, port, method, path: url, headers: forwarded }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
      .on('error', () => response.destroy())
      .end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return { host: `127.0.0.1:${address.port}`, close: () => void server.close().closeAllConnections() }
}
