import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildSchema } from 'graphql'
import { Pool } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { cloudEnvironment } from '../cli/command.ts'
import { startProgram } from '../e2e/start-program.ts'
import { seededRandom, type DocumentValues } from '../support/arbitrary-documents.ts'
import { signIn } from '../support/graph.ts'
import type { Seen } from './loop-watch.ts'
import { breakThings } from './soak-faults.ts'
import { load, type Asked, type LoadOptions } from './soak-load.ts'
import { startWatchedGateway } from './watched-gateway.ts'

// The cloud and the clients are in the test's process, the gateway in another. All of it: PCIGRAPH_TEST_SOAK_SECONDS=600.

const SECONDS = Number(process.env.PCIGRAPH_TEST_SOAK_SECONDS ?? 25)
const SEED = Number(process.env.PCIGRAPH_TEST_SEED ?? 1)
const CLIENTS = 12
/** What is noise of a heap after a collection, caches that fill included. */
const HEAP_GROWTH_MIB = 25
const PATIENCE_MS = 20_000
/** So that what hangs ends within a short soak, many times. */
const ENV = { PCIGRAPH_UPSTREAM_TIMEOUT_MS: '1000', PCIGRAPH_MAX_REQUEST_MS: '8000' }

let demo: DemoCloud
let options: Omit<LoadOptions, 'pool'>
beforeAll(async () => {
  demo = await startDemoCloud({ servers: 80, hypervisors: 12, cells: 2 })
  options = {
    random: seededRandom(SEED),
    schema: buildSchema(readFileSync(new URL('../../schema/pcigraph.graphql', import.meta.url), 'utf8')),
    values: valuesOf(demo),
    tokens: await Promise.all((['admin', 'alice', 'bob'] as const).map((user) => signIn(demo, user))),
    patienceMs: PATIENCE_MS,
  }
})
afterAll(() => demo.close())

it(
  `is after ${SECONDS} s of load and faults what it was before`,
  async () => {
    await using gateway = await startWatchedGateway(demo, ENV)
    const all: Asked[] = []
    const counts = new Map<string, number>()
    const run = async (seconds: number) => {
      const pool = new Pool(gateway.url, { connections: 2 * CLIENTS })
      const until = performance.now() + seconds * 1000
      await load(
        CLIENTS,
        { ...options, pool },
        () => performance.now() < until,
        (asked) => {
          const how = asked.isAborted ? 'aborted' : asked.isBrokenOff ? 'broken off' : `${asked.status}`
          counts.set(`${asked.what} ${how}`, (counts.get(`${asked.what} ${how}`) ?? 0) + 1)
          if (isFault(asked)) all.push(asked)
        },
      )
      await pool.destroy()
    }
    // Caches fill, and code is compiled.
    await run(Math.min(10, SECONDS / 3))
    let before = await settled(() => gateway.look())
    let isOver = false
    const startedAt = performance.now()
    const [broken] = await Promise.all([
      breakThings(demo, seededRandom(SEED + 1), () => !isOver),
      run(SECONDS).finally(() => (isOver = true)),
    ])
    const tookS = (performance.now() - startedAt) / 1000
    await expect.poll(() => isGood(gateway.url), { timeout: 45_000 }).toBe(true)
    let after = await settled(() => gateway.look())
    if (after.heapMib - before.heapMib >= HEAP_GROWTH_MIB) {
      // A slow machine has not filled all caches before: what leaks goes on growing, what is full does not.
      print(`after the first time: ${figures(after)}`)
      before = after
      await run(SECONDS)
      after = await settled(() => gateway.look())
    }

    print(`${tookS.toFixed(0)} s, seed ${SEED}; faults: ${told(broken)}`)
    print(`answers, warming up included: ${told(counts)}`)
    print(`before: ${figures(before)}`)
    print(`after: ${figures(after)}`)
    expect.soft(all.slice(0, 10)).toEqual([])
    expect.soft(after.heapMib - before.heapMib).toBeLessThan(HEAP_GROWTH_MIB)
    expect.soft(after.resources.TCPSocketWrap ?? 0).toBeLessThanOrEqual(before.resources.TCPSocketWrap ?? 0)
    expect.soft(after.resources.Timeout ?? 0).toBeLessThanOrEqual((before.resources.Timeout ?? 0) + 5)
    const nobodyCaught = gateway.logged().filter(({ msg }) => /nobody caught|unexpected/.test(String(msg)))
    expect.soft(nobodyCaught.slice(0, 5)).toEqual([])
  },
  2 * SECONDS * 1000 + 180_000,
)

it.each([
  ['npm start', true],
  ['node', false],
])('%s answers all that it has accepted when SIGTERM comes in the middle of the load', async (_name, throughNpm) => {
  demo.latencyMs = 100
  try {
    await using program = await startProgram({ env: { ...cloudEnvironment(demo), PCIGRAPH_DEMO: '' }, throughNpm })
    const pool = new Pool(program.url, { connections: CLIENTS })
    const asked: Asked[] = []
    let isOver = false
    const loading = load(
      CLIENTS,
      { ...options, pool, aborted: 0 },
      () => !isOver,
      (each) => {
        asked.push(each)
        // Nothing listens any more.
        if (each.status === null) isOver = true
      },
    )
    await sleep(3000)
    const signalledAt = performance.now()
    program.signal('SIGTERM')
    const ending = await program.ended()
    isOver = true
    await loading
    await pool.destroy()

    // What was sent at the very moment that its connection was closed was not accepted, and its client knows: not a byte came.
    const accepted = asked.filter(({ sentAt }) => sentAt < signalledAt)
    const lost = accepted.filter(({ status }) => status === null)
    const underWay = accepted.filter(({ endedAt }) => endedAt > signalledAt)
    print(
      `SIGTERM${throughNpm ? ' to npm' : ''}: ${asked.length} requests, ${underWay.length} under way at the signal, ${lost.length} of them lost; ` +
        `ended with ${ending.code} after ${Math.round(performance.now() - signalledAt)} ms`,
    )
    expect(underWay.length).toBeGreaterThan(0)
    expect(lost).toEqual([])
    expect(accepted.filter(({ status }) => (status ?? 0) >= 500)).toEqual([])
    expect(ending.code).toBe(0)
  } finally {
    demo.latencyMs = 0
  }
})

/** Whether a client was told nothing, or what none should be told. */
function isFault({ what, status, text, isAborted, isBrokenOff }: Asked): boolean {
  if (isAborted) return false
  // What Nova streams and does not end, must not pass for whole.
  if (isBrokenOff) return what !== 'REST'
  // What Nova itself says of a failure of its own goes through as it is.
  const isNovas = text.includes('Please report this at http://bugs.launchpad.net/nova/')
  return status === null || (status === 500 && !isNovas) || text.includes('INTERNAL_SERVER_ERROR')
}

async function isGood(url: string): Promise<boolean> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': options.tokens[0] ?? '', connection: 'close' },
    body: '{"query":"{ servers(first: 5) { nodes { id pciDevices { address } hypervisor { hostname } } } }"}',
  })
  return !('errors' in ((await response.json()) as object))
}

/** When connections that nobody uses any more have been let go. */
async function settled(look: () => Promise<Seen>): Promise<Seen> {
  await sleep(7000)
  return look()
}

function valuesOf({ model }: DemoCloud): DocumentValues {
  return {
    serverIds: model.servers.slice(0, 20).map(({ id }) => id),
    hypervisorIds: model.hosts.slice(0, 10).map(({ id }) => id),
    deviceIds: model.hosts.flatMap(({ devices }) => devices.flatMap(({ uuid }) => uuid ?? [])).slice(0, 20),
    hostnames: model.hosts.slice(0, 10).map(({ hypervisorHostname }) => hypervisorHostname),
    slots: [],
  }
}

function figures({ rssMib, heapMib, resources, longestCpuMs }: Seen): string {
  const open = Object.entries(resources).map(([name, count]) => `${count} ${name}`)
  return `heap ${heapMib.toFixed(1)} MiB, RSS ${rssMib.toFixed(0)} MiB, ${open.join(', ')}; longest turn ${longestCpuMs.toFixed(0)} ms of the processor`
}

function told(counts: ReadonlyMap<string, number>): string {
  return Array.from(counts, ([what, count]) => `${what}: ${count}`)
    .toSorted()
    .join(', ')
}

function print(line: string): void {
  process.stdout.write(`soak: ${line}\n`)
}
