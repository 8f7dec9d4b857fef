/**
 * `node test/scale/measure.ts`: what one process answers in a second of a core, asked directly and as the subgraph of stock gateways.
 * Processor time of each process is read from /proc, so that the clients' own does not count.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { signIn } from '../support/graph.ts'
import { startLoad } from './load.ts'
import { openSite } from './site.ts'

const CLIENTS = 8
const WARM_MS = 3000
const MEASURED_MS = 6000
const TICKS_PER_SECOND = 100

const question = (first: number) => ({
  query: `{ servers(first: ${first}, scope: ALL) { nodes { id name pciDevices { address productId } hypervisor { hostname pciStats { productId free } } } } }`,
})
/** Each client asks something else: stock gateways answer equal questions in flight from one request. */
const around = (first: number) => Array.from({ length: CLIENTS }, (_, client) => question(first - client))
const QUESTIONS = { 'some 20 servers': around(23), 'some 55 servers': around(58) } as const

await using site = await openSite()
await using gateway = await site.startGateway({ PCIGRAPH_DEMO: '' })
const token = await signIn(site.demo, 'admin')
const folder = mkdtempSync(join(tmpdir(), 'pcigraph-measure-'))
const file = join(folder, 'supergraph.graphql')
const committed = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8')
writeFileSync(file, committed.replace('http://127.0.0.1:4000/graphql', `${gateway.url}/graphql`))

const rows = [['', 'question', 'ms of the router', 'ms of pcigraph', 'requests per core and second']]
for (const [name, questions] of Object.entries(QUESTIONS)) {
  rows.push(await measure('pcigraph itself', name, questions, gateway.url, []))
}
for (const kind of ['hive', 'hive-rust', 'apollo'] as const) {
  const stock = await startStock(kind)
  for (const [name, questions] of Object.entries(QUESTIONS)) {
    rows.push(await measure(`stock ${kind} over it`, name, questions, stock.url, [stock.pid]))
  }
  await stock.close()
}
rmSync(folder, { recursive: true })
process.stdout.write(rows.map((row) => `| ${row.join(' | ')} |\n`).join(''))

async function measure(
  what: string,
  name: string,
  questions: readonly { readonly query: string }[],
  url: string,
  routers: readonly number[],
): Promise<string[]> {
  await startLoadFor(WARM_MS)
  const before = [gateway.pid, ...routers].map(cpuMsOf)
  const answered = await startLoadFor(MEASURED_MS)
  const spent = [gateway.pid, ...routers].map((pid, index) => (cpuMsOf(pid) - (before[index] ?? 0)) / answered)
  const [own = 0, router = 0] = spent
  return [
    what,
    name,
    routers.length === 0 ? '' : router.toFixed(1),
    own.toFixed(1),
    (1000 / (routers.length === 0 ? own : router)).toFixed(0),
  ]

  async function startLoadFor(ms: number): Promise<number> {
    const load = startLoad(url, token, questions, CLIENTS)
    await sleep(ms)
    const got = await load.stop()
    const bad = got.find((each) => !('status' in each) || each.status !== 200)
    if (bad !== undefined) throw new Error(`${what} answers ${JSON.stringify(bad).slice(0, 300)}`)
    return got.length
  }
}

async function startStock(
  kind: string,
): Promise<{ readonly pid: number; readonly url: string; close(): Promise<void> }> {
  const child = spawn(process.execPath, [new URL('stock-gateway.ts', import.meta.url).pathname, kind, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  return {
    pid: child.pid ?? 0,
    url: line.trim().replace('at ', ''),
    async close() {
      // Hive's runtime takes SIGTERM for its own, and does not end.
      child.kill('SIGKILL')
      if (child.exitCode === null) await once(child, 'close')
    },
  }
}

/** In user and system mode. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SECOND
}
