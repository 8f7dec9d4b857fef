import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { cloudEnvironment } from '../cli/command.ts'
import { startProgram, type Program } from '../e2e/start-program.ts'
import { signIn } from '../support/graph.ts'
import { startLinesReader, type LinesRead } from './lines-read.ts'
import { openSockets } from './sockets.ts'

// The cloud is in the test's process, the gateway in another, and each client in a third.

const [SERVERS, DEVICES] = [20_000, 100_000]
const DEVICE_LIST = '{ pciDevices { nodes { id address status product { name } } } }'
const REPORT =
  '{ servers { nodes { id name pciDevices { address productId } hypervisor { hostname pciStats { vendorId productId free } } } } }'

/** What V8 of the gateway may keep, half of it what the program needs to be there. Without a limit it lets garbage lie, on a busy machine more of it. */
const HEAP_MIB_OF_DEVICES = 144
const HEAP_MIB_OF_SERVERS = 160
/** Beyond what it needs to be there: that heap and what is outside of it. */
const MIB = 350
/** On a machine that is busy with other things; where it is not, a tenth of it. */
const FIRST_WITHIN_MS = 1000

let demo: DemoCloud
let token: string
beforeAll(async () => {
  demo = await startDemoCloud({ servers: SERVERS, hypervisors: 500, devices: DEVICES })
  token = await signIn(demo, 'admin')
})
afterAll(() => demo.close())
afterEach(() => {
  demo.interfere(null)
  demo.latencyMs = 0
})

const startGateway = (env: Readonly<Record<string, string>> = {}) =>
  startProgram({
    env: { ...cloudEnvironment(demo), PCIGRAPH_DEMO: '', NODE_ENV: 'production', ...env },
    throughNpm: false,
  })
const read = (gateway: Program, query: string) => startLinesReader(gateway.url, token, query)

describe.each([
  ['a hundred thousand devices', DEVICE_LIST, DEVICES, HEAP_MIB_OF_DEVICES],
  ['twenty thousand servers with devices and hosts', REPORT, SERVERS, HEAP_MIB_OF_SERVERS],
] as const)('%s as lines', (what, query, count, heapMib) => {
  it('are whole, begin with the first page, and cost the gateway little memory, time and again', async () => {
    await using gateway = await startGateway({ NODE_OPTIONS: `--max-old-space-size=${heapMib}` })
    const emptyMib = memoryOf(gateway).peakMib
    for (let time = 0; time < 3; time++) {
      const list = await read(gateway, query).read
      const { nowMib, peakMib } = memoryOf(gateway)
      print(what, list, `${emptyMib} MiB before all, ${nowMib} MiB now, ${peakMib} MiB at most`)
      expect(list).toMatchObject({ status: 200, broken: null, items: count, different: count })
      expect(list.last).toEqual({ '@complete': true, count })
      expect(list.firstAfterMs).toBeLessThan(list.tookMs / 2)
      expect(peakMib - emptyMib).toBeLessThan(MIB)
    }
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)('are left when their reader has %s', async (signal) => {
    await using gateway = await startGateway()
    const before = openSockets(gateway.pid)
    const readers = Array.from({ length: 3 }, () => read(gateway, query))
    await Promise.all(readers.map(({ begun }) => begun))
    const ended = readers.map(({ child }) => once(child, 'exit'))
    for (const { child } of readers) child.kill(signal)
    await Promise.all(ended)
    await expect.poll(() => openSockets(gateway.pid), { timeout: 10_000 }).toBeLessThanOrEqual(before)
    await expect
      .poll(() => gateway.logged().filter(({ msg }) => msg === 'answered').length, { timeout: 10_000 })
      .toBe(3)
    expect(gateway.logged().filter(({ level }) => level === 'error')).toEqual([])
  })
})

it('the first line is there as soon as the first page has come from Nova', async () => {
  await using gateway = await startGateway()
  await read(gateway, '{ servers(first: 10) { nodes { id } } }').read
  let arrivedAt = 0
  demo.interfere(({ path, query }) => {
    if (!path.endsWith('/servers/detail') || query.has('marker')) return null
    arrivedAt = Date.now() + 500
    return { kind: 'delay', ms: 500 }
  })
  const list = await read(gateway, REPORT).read
  print('after the first page of Nova', list, `the first byte ${list.firstAt - arrivedAt} ms later`)
  expect(list.firstAt - arrivedAt).toBeLessThan(FIRST_WITHIN_MS)
})

it('take far less than the sum of the pages, where every call takes 30 ms', async () => {
  await using gateway = await startGateway()
  await read(gateway, REPORT).read
  demo.latencyMs = 30
  const pagedMs = await readPages(gateway)
  const list = await read(gateway, REPORT).read
  print(`the same in pages took ${Math.round(pagedMs)} ms`, list, '')
  expect(list.items).toBe(SERVERS)
  expect(list.tookMs).toBeLessThan(pagedMs * 0.75)
})

it('and where Nova needs half a second for the details of a thousand servers, as it does', async () => {
  await using gateway = await startGateway()
  await read(gateway, '{ servers(first: 10) { nodes { id } } }').read
  demo.interfere(({ path }) =>
    path.endsWith('/servers/detail')
      ? { kind: 'delay', ms: 500 }
      : path.endsWith('/servers')
        ? { kind: 'delay', ms: 50 }
        : null,
  )
  demo.calls.clear()
  const list = await read(gateway, REPORT).read
  const details = demo.calls.filter(({ path }) => path.endsWith('/servers/detail')).length
  print(`${details} pages of details, ${details * 500} ms one after the other`, list, '')
  expect(list.items).toBe(SERVERS)
  expect(list.tookMs).toBeLessThan((details * 500) / 2)
})

it('end with a last line that says so where the gateway is told to stop', async () => {
  await using gateway = await startGateway({ PCIGRAPH_DRAIN_TIMEOUT_MS: '1000' })
  demo.interfere(({ path }) => (path.endsWith('/servers/detail') ? { kind: 'delay', ms: 400 } : null))
  const { begun, read: reading } = read(gateway, REPORT)
  await begun
  gateway.signal('SIGTERM')
  const list = await reading
  expect(list).toMatchObject({
    broken: null,
    last: { '@complete': false, count: list.items, errors: [{ extensions: { code: 'SHUTTING_DOWN' } }] },
  })
  expect((await gateway.ended()).code).toBe(0)
})

/** As a client does it who turns the pages himself, one after the other. */
async function readPages(gateway: Program): Promise<number> {
  const query = REPORT.replace(
    '{ servers {',
    'query Page($after: String) { servers(first: 999, after: $after) { pageInfo { hasNextPage endCursor }',
  )
  const startedAt = performance.now()
  let after: string | null = null
  do {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': token },
      body: JSON.stringify({ query, variables: { after } }),
    })
    const { data } = (await response.json()) as {
      data: { servers: { pageInfo: { hasNextPage: boolean; endCursor: string } } }
    }
    const { hasNextPage, endCursor } = data.servers.pageInfo
    after = hasNextPage ? endCursor : null
  } while (after !== null)
  return performance.now() - startedAt
}

/** As the kernel counts it. */
function memoryOf({ pid }: Program): { readonly nowMib: number; readonly peakMib: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mib = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024)
  return { nowMib: mib('VmRSS'), peakMib: mib('VmHWM') }
}

function print(what: string, { items, bytes, firstAfterMs, biggestPauseMs, tookMs }: LinesRead, more: string): void {
  process.stdout.write(
    `${what}: ${items} lines, ${(bytes / 1e6).toFixed(1)} MB, the first after ${firstAfterMs} ms, the last after ${tookMs} ms, ` +
      `never more than ${biggestPauseMs} ms without any; ${more}\n`,
  )
}
