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
const HEAP_MIB_OF_SERVERS = 224
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
const read = (gateway: Program, query: string, options = {}) => startLinesReader(gateway.url, token, query, options)

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
    const readers = Array.from({ length: 3 }, () => read(gateway, query, { stops: true }))
    await Promise.all(readers.map(({ begun }) => begun))
    for (const { child } of readers) child.kill(signal)
    await Promise.all(readers.map(({ ended }) => ended))
    await expect.poll(() => openSockets(gateway.pid), { timeout: 10_000 }).toBeLessThanOrEqual(before)
    await expect
      .poll(() => gateway.logged().filter(({ msg }) => msg === 'answered'), { timeout: 30_000 })
      .toHaveLength(3)
    expect(JSON.stringify(gateway.logged())).not.toContain('undefined')
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

it('has several pages of details under way at Nova at a time, where each takes it half a second, as it does', async () => {
  await using gateway = await startGateway()
  await read(gateway, '{ servers(first: 10) { nodes { id } } }').read
  const arrivedAt: number[] = []
  demo.interfere(({ path }) => {
    if (path.endsWith('/servers')) return { kind: 'delay', ms: 50 }
    if (!path.endsWith('/servers/detail')) return null
    arrivedAt.push(performance.now())
    return { kind: 'delay', ms: DETAILS_MS }
  })
  const list = await read(gateway, REPORT).read
  const inRowMs = arrivedAt.length * DETAILS_MS
  const waitedMs = lengthOfAll(arrivedAt)
  print(`${arrivedAt.length} pages of details, waited for ${Math.round(waitedMs)} ms and not ${inRowMs}`, list, '')
  expect(list.items).toBe(SERVERS)
  expect(waitedMs).toBeLessThan(inRowMs / 2)
})

const DETAILS_MS = 500

/** How long any was under way, of calls that came in this order and took so long each: what a processor does in between does not count. */
function lengthOfAll(arrivedAt: readonly number[]): number {
  return arrivedAt.reduce((sum, at, i) => sum + Math.min(DETAILS_MS, (arrivedAt[i + 1] ?? Infinity) - at), 0)
}

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
