import { readFileSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { cloudEnvironment } from '../cli/command.ts'
import { startProgram, type Program } from '../e2e/start-program.ts'
import { signIn } from '../support/graph.ts'
import { startReader, type Read } from './rest-read.ts'
import { openSockets } from './sockets.ts'

// The cloud is in the test's process, the gateway in another, and each client in a third.

const DEVICES = 100_000
/** What V8 of the gateway may keep, half of it what the program needs to be there. Without a limit it lets garbage lie, on a busy machine more of it. */
const HEAP_MIB = 200
/** Of the gateway, beyond what it needs to be there: that heap and what is outside of it. */
const MIB = 350
/** On a machine that is busy with other things; where it is not, a second is more than enough. */
const FIRST_WITHIN_MS = 10_000

let demo: DemoCloud
let token: string
beforeAll(async () => {
  demo = await startDemoCloud({ servers: 1200, hypervisors: 400, devices: DEVICES, cells: 2 })
  token = await signIn(demo, 'admin')
})
afterAll(() => demo.close())

const startGateway = (env: Readonly<Record<string, string>> = {}) =>
  startProgram({
    env: { ...cloudEnvironment(demo), PCIGRAPH_DEMO: '', NODE_ENV: 'production', ...env },
    throughNpm: false,
  })
const read = (gateway: Program, path: string, options = {}) => startReader(`${gateway.url}${path}`, token, options)

describe('a hundred thousand devices from os-pci', () => {
  let gateway: Program
  let emptyMib: number
  beforeAll(async () => {
    gateway = await startGateway({ NODE_OPTIONS: `--max-old-space-size=${HEAP_MIB}` })
    emptyMib = memoryOf(gateway).peakMib
  })
  afterAll(() => gateway[Symbol.asyncDispose]())

  it.each(['/v2.1/os-pci', '/v2.1/os-pci/detail', '/v2.1/os-pci/detail?status=available&status=allocated'])(
    'are whole and begin at once at %s, and cost the gateway little memory, time and again',
    async (path) => {
      for (let time = 0; time < 3; time++) {
        const list = await read(gateway, path).read
        const { nowMib, peakMib } = memoryOf(gateway)
        print(path, list, `${emptyMib} MiB before all, ${nowMib} MiB now, ${peakMib} MiB at most`)
        expect(list).toMatchObject({ status: 200, broken: null })
        // By uuid, which the short form lacks: two cells give the same integers.
        if (path.includes('detail')) expect(list.different).toBe(list.devices)
        if (!path.includes('?')) expect(list.devices).toBe(DEVICES)
        expect(list.devices).toBeGreaterThan(DEVICES / 2)
        expect(list.firstAfterMs).toBeLessThan(FIRST_WITHIN_MS)
        expect(list.firstAfterMs).toBeLessThan(list.tookMs / 2)
        expect(peakMib - emptyMib).toBeLessThan(MIB)
      }
    },
  )

  it('are as many in pages of a thousand, each named by the one before', async () => {
    let next: string | undefined = '/v2.1/os-pci/detail?limit=1000'
    const uuids = new Set<string>()
    let pages = 0
    while (next !== undefined) {
      const response = await fetch(new URL(next, gateway.url), { headers: { 'x-auth-token': token } })
      const list = (await response.json()) as Page
      for (const { uuid } of list.pci_devices) uuids.add(uuid)
      next = list.pci_devices_links?.[0]?.href
      pages++
    }
    expect([pages, uuids.size]).toEqual([DEVICES / 1000, DEVICES])
  })

  it('are read by four at once within the same memory', async () => {
    const lists = await Promise.all(Array.from({ length: 4 }, () => read(gateway, '/v2.1/os-pci/detail').read))
    const { nowMib, peakMib } = memoryOf(gateway)
    for (const list of lists) {
      print('one of four', list, `${nowMib} MiB now, ${peakMib} MiB at most`)
      expect(list).toMatchObject({ broken: null, different: DEVICES })
    }
    expect(peakMib - emptyMib).toBeLessThan(MIB)
  })

  it.each(['SIGTERM', 'SIGKILL'] as const)('are left when their reader has %s', async (signal) => {
    const before = openSockets(gateway.pid)
    const readers = Array.from({ length: 4 }, () => read(gateway, '/v2.1/os-pci/detail', { stops: true }))
    await Promise.all(readers.map(({ begun }) => begun))
    expect(openSockets(gateway.pid)).toBeGreaterThan(before)
    for (const { child } of readers) child.kill(signal)
    await Promise.all(readers.map(({ ended }) => ended))
    await expect.poll(() => openSockets(gateway.pid), { timeout: 10_000 }).toBeLessThanOrEqual(before)
    await expectIdle(gateway)
    expect(gateway.logged().filter(({ level }) => level === 'error')).toEqual([])
  })
})

describe('a list that dies in the middle does not pass for whole', () => {
  it('where the gateway is killed', async () => {
    await using gateway = await startGateway()
    const { begun, read: reading } = read(gateway, '/v2.1/os-pci/detail')
    await begun
    gateway.signal('SIGKILL')
    expect(await reading).toMatchObject({ status: 200, broken: 'terminated', devices: 0 })
  })

  it('where the gateway is told to end, and does not wait for as long as the list takes', async () => {
    await using gateway = await startGateway({ PCIGRAPH_DRAIN_TIMEOUT_MS: '100' })
    const { begun, read: reading } = read(gateway, '/v2.1/os-pci/detail')
    await begun
    gateway.signal('SIGTERM')
    const { broken, devices } = await reading
    // A machine that is quick enough has sent all of it.
    expect([broken, devices]).toEqual(broken === null ? [null, DEVICES] : ['terminated', 0])
  })

  it('where the second of two cells cannot be read', async () => {
    await using gateway = await startGateway({
      PCIGRAPH_SOURCES: demo.cells
        .map(({ name, url }) => `${name}=${name === 'cell2' ? 'mysql://nobody:none@127.0.0.1:9/nova' : url}`)
        .join(' '),
    })
    const list = await read(gateway, '/v2.1/os-pci').read
    print('one cell of two', list, '')
    expect(list).toMatchObject({ status: 200, broken: 'terminated', devices: 0 })
    expect(list.bytes).toBeGreaterThan(1_000_000)
    expect(gateway.logged().filter(({ level }) => level === 'error')).toMatchObject([
      { msg: 'no whole answer', err: { code: 'PCI_STORE_UNAVAILABLE' } },
    ])
    await expectIdle(gateway)
  })

  it('where a cell goes away while its devices are read', async () => {
    await using lost = await startDemoCloud({ servers: 100, hypervisors: 200, devices: DEVICES, cells: 2 })
    await using gateway = await startProgram({
      env: { ...cloudEnvironment(lost), PCIGRAPH_DEMO: '', NODE_ENV: 'production' },
      throughNpm: false,
    })
    const { begun, read: reading } = startReader(`${gateway.url}/v2.1/os-pci/detail`, await signIn(lost, 'admin'))
    await begun
    rmSync(lost.database('cell2'))
    expect(await reading).toMatchObject({ status: 200, broken: 'terminated', devices: 0 })
    await expectIdle(gateway)
  })
})

type Page = {
  readonly pci_devices: readonly { readonly uuid: string }[]
  readonly pci_devices_links?: readonly { readonly href: string }[]
}

/** Whether nothing goes on in a process: in a second, it uses the processor for next to none of it. */
async function expectIdle({ pid }: Program): Promise<void> {
  await expect
    .poll(
      async () => {
        const before = ticksOf(pid)
        await sleep(1000)
        return ticksOf(pid) - before
      },
      { timeout: 15_000 },
    )
    .toBeLessThan(30)
}

/** The processor's time that a process has used, in hundredths of a second. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return Number(fields[11]) + Number(fields[12])
}

/** As the kernel counts it. */
function memoryOf({ pid }: Program): { readonly nowMib: number; readonly peakMib: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const mib = (name: string) => Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024)
  return { nowMib: mib('VmRSS'), peakMib: mib('VmHWM') }
}

function print(what: string, { devices, bytes, firstAfterMs, biggestPauseMs, tookMs }: Read, more: string): void {
  process.stdout.write(
    `${what}: ${devices} devices, ${(bytes / 1e6).toFixed(1)} MB, the first after ${firstAfterMs} ms, the last after ${tookMs} ms, ` +
      `never more than ${biggestPauseMs} ms without any; ${more}\n`,
  )
}
