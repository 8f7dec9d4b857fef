import { buildSchema } from 'graphql'
import { readFileSync } from 'node:fs'
import { Pool } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { seededRandom, type DocumentValues } from '../support/arbitrary-documents.ts'
import { signIn } from '../support/graph.ts'
import { send, type Outcome } from './hostile-client.ts'
import type { Hostile } from './hostile-request.ts'
import { hostileRequest } from './hostile-requests.ts'
import type { LongTurn, Seen } from './loop-watch.ts'
import { startWatchedGateway, type WatchedGateway } from './watched-gateway.ts'

// The cloud and the clients are in the test's process, the gateway in another. All of it: PCIGRAPH_TEST_REQUESTS=100000.

const REQUESTS = Number(process.env.PCIGRAPH_TEST_REQUESTS ?? 5000)
const SEED = Number(process.env.PCIGRAPH_TEST_SEED ?? 1)
const AT_A_TIME = 24
/** Of a processor of today, by the yardstick of loop-watch. */
const LONGEST_TURN_MS = 100
/** So many, of their own, one by one, before turns are counted. */
const FIRST = 300
/** What a hundred thousand may leave behind: caches of documents fill, and V8 gives back little of what it once had. They take 0.7 GB in all. */
const RSS_GROWTH_MIB = 400
const HEAP_GROWTH_MIB = 70
const GOOD_ANSWER_WITHIN_MS = 2000

let demo: DemoCloud
let gateway: WatchedGateway
let pool: Pool
let token: string
beforeAll(async () => {
  demo = await startDemoCloud({ servers: 120, hypervisors: 20, cells: 2 })
  gateway = await startWatchedGateway(demo)
  token = await signIn(demo, 'admin')
  pool = new Pool(gateway.url, { connections: AT_A_TIME })
})
afterAll(async () => {
  await pool.destroy()
  await gateway[Symbol.asyncDispose]()
  await demo.close()
})

it(
  `survives ${REQUESTS} requests that nobody should send`,
  async () => {
    const random = seededRandom(SEED)
    const options = {
      schema: buildSchema(readFileSync(new URL('../../schema/pcigraph.graphql', import.meta.url), 'utf8')),
      values: valuesOf(demo),
      tokens: [token, token, await signIn(demo, 'alice'), await signIn(demo, 'bob'), await signIn(demo, 'auditor')],
    }
    const faults: string[] = []
    const statuses = new Map<string, number>()
    const longTurns: {
      readonly cpuMs: number
      readonly again: number
      readonly isLong: boolean
      readonly what: string
    }[] = []
    const goodMs: number[] = []
    const seen: Seen[] = []
    await askWell()
    // What starting takes, and the first of everything, is no answer's fault: code that has never run is compiled in the turn that needs it.
    const first = seededRandom(SEED + 1)
    for (let i = 0; i < FIRST; i++) await send(hostileRequest(first, options), pool, new URL(gateway.url))
    await gateway.look()
    const startedAt = performance.now()
    for (let done = 0; done < REQUESTS;) {
      const batch = Math.min(1000, REQUESTS - done)
      const recent: Recent[] = []
      let left = batch
      await Promise.all(
        Array.from({ length: AT_A_TIME }, async () => {
          while (left-- > 0) {
            const hostile = hostileRequest(random, options)
            const sentAt = Date.now()
            const outcome = await send(hostile, pool, new URL(gateway.url))
            recent.push({ hostile, sentAt, endedAt: Date.now() })
            const answered = outcome.statuses.length === 0 ? 'closed' : `${outcome.statuses[0]}`
            statuses.set(`${hostile.kind} ${answered}`, (statuses.get(`${hostile.kind} ${answered}`) ?? 0) + 1)
            const fault = faultOf(hostile, outcome)
            if (fault !== null) faults.push(`${fault}\n  ${describe(hostile)}\n  ${outcome.text.slice(0, 1500)}`)
          }
        }),
      )
      done += batch
      goodMs.push(await askWell())
      const look = await gateway.look()
      seen.push(look)
      for (const turn of look.longTurns.filter(({ cpuMs }) => cpuMs > LONGEST_TURN_MS * look.slowness)) {
        const during = underWay(turn, recent)
        const again = await longestAgain(during)
        const isLong = again > LONGEST_TURN_MS * look.slowness
        longTurns.push({ cpuMs: turn.cpuMs, again, isLong, what: describeTurn(turn, again, during) })
      }
    }
    const [early, last] = [seen[0], seen.at(-1)]
    const tookS = (performance.now() - startedAt) / 1000
    print(`${REQUESTS} requests, seed ${SEED}, in ${tookS.toFixed(0)} s: ${(REQUESTS / tookS).toFixed(0)} a second`)
    print(
      `answers: ${Array.from(statuses, ([what, count]) => `${what}: ${count}`)
        .toSorted()
        .join(', ')}`,
    )
    print(
      `longest turn of the event loop: ${most(seen, 'longestCpuMs')} ms of the processor, ${most(seen, 'longestMs')} ms by the clock of a machine that is shared; the processor is ${most(seen, 'slowness', 1)} times as slow as the limit is made for`,
    )
    print(
      `turns above ${LONGEST_TURN_MS} ms: ${longTurns.map(({ cpuMs, again }) => `${cpuMs.toFixed(0)}, again ${again.toFixed(0)}`).join('; ') || 'none'}`,
    )
    print(
      `RSS ${early?.rssMib.toFixed(0)} MiB after the first thousand, ${last?.rssMib.toFixed(0)} MiB after the last, ${most(seen, 'rssMib')} MiB at most; ` +
        `heap ${early?.heapMib.toFixed(0)}, ${last?.heapMib.toFixed(0)} and ${most(seen, 'heapMib')} MiB`,
    )
    print(`an ordinary question after each thousand: ${Math.max(...goodMs).toFixed(0)} ms at most`)

    expect.soft(faults.slice(0, 10).join('\n')).toBe('')
    expect
      .soft(
        gateway
          .logged()
          .filter(({ msg }) => /nobody caught|unexpected/.test(String(msg)))
          .slice(0, 5),
      )
      .toEqual([])
    expect
      .soft(
        longTurns
          .filter(({ isLong }) => isLong)
          .toSorted((a, b) => b.cpuMs - a.cpuMs)
          .slice(0, 10)
          .map(({ what }) => what)
          .join('\n'),
      )
      .toBe('')
    expect.soft((last?.rssMib ?? 0) - (early?.rssMib ?? 0)).toBeLessThan(RSS_GROWTH_MIB)
    expect.soft((last?.heapMib ?? 0) - (early?.heapMib ?? 0)).toBeLessThan(HEAP_GROWTH_MIB)
    expect.soft(Math.max(...goodMs)).toBeLessThan(GOOD_ANSWER_WITHIN_MS)
  },
  Math.max(120_000, REQUESTS * 50),
)

type Recent = { readonly hostile: Hostile; readonly sentAt: number; readonly endedAt: number }

/** An ordinary question; how long its good answer took. */
async function askWell(): Promise<number> {
  const startedAt = performance.now()
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': token },
    body: '{"query":"{ servers(first: 5) { nodes { id pciDevices { address } hypervisor { hostname } } } }"}',
  })
  const body = (await response.json()) as { data?: { servers: { nodes: unknown[] } }; errors?: unknown }
  expect([response.status, body.errors, body.data?.servers.nodes.length]).toEqual([200, undefined, 5])
  return performance.now() - startedAt
}

/** What the gateway should not have done. */
function faultOf(hostile: Hostile, { statuses, text, isForgotten }: Outcome): string | null {
  if (isForgotten) return 'neither answered nor closed'
  for (const status of statuses) {
    const isOverloaded = status === 503 && /OVERLOADED|serviceUnavailable/.test(text)
    if (status >= 500 && !isOverloaded && !isSilentRefusal(hostile, status)) return `answered ${status}`
  }
  if (text.includes('"code":"INTERNAL_SERVER_ERROR"')) return "an error that is not the client's"
  if (/^x-injected/im.test(text)) return "a header of the client's making"
  // The page is the same for all, and has GraphiQL's own words in it.
  if (text.includes('"content-type":"text/html; charset=utf-8","content-security-policy"')) return null
  const leak =
    SECRETS.find((secret) => secret.test(text)) ??
    upstreamIn(text.replace(/"www-authenticate":"Keystone uri=[^,]*/, ''))
  return leak === null ? null : `tells ${String(leak)}`
}

/** An answer to HEAD has no body to say why. */
function isSilentRefusal(hostile: Hostile, status: number): boolean {
  return status === 503 && hostile.via === 'http' && hostile.method === 'HEAD'
}

/** Stack traces, paths, SQL, and the places of what stands behind. */
const SECRETS = [
  /\n\s+at \S+.*\(?(file|node):/,
  /\.[jt]s:\d+/,
  /node_modules/,
  /\.sqlite/,
  /file:\/\/\//,
  /SqliteError|SQLITE_/,
  /\bselect\b[^]{1,200}\bfrom\b[^]{1,40}(pci_devices|compute_nodes)/i,
  /ECONN|ENOTFOUND|EACCES|ENOENT/,
]

function upstreamIn(text: string): string | null {
  // Where Keystone is, Nova too tells those who have no token.
  const { host } = new URL(demo.authUrl)
  const places = [host, process.cwd(), ...demo.cells.map(({ url }) => url.replace(/^sqlite:/, ''))]
  return places.find((place) => text.includes(place)) ?? null
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

function describe(hostile: Hostile): string {
  const shown =
    hostile.via === 'socket'
      ? hostile.writes
          .map(String)
          .join('')
          .replace(/X-Auth-Token: \S+/g, '')
          .slice(0, 300)
      : `${hostile.method} ${hostile.path.slice(0, 150)} ${String(hostile.body).slice(0, 200)}`
  return `${hostile.kind}: ${JSON.stringify(shown)}`
}

function underWay({ endedAt, ms }: LongTurn, recent: readonly Recent[]): Hostile[] {
  return recent
    .filter((each) => each.sentAt < endedAt && each.endedAt > endedAt - ms - 20)
    .map(({ hostile }) => hostile)
}

/**
 * What was long because of what was asked is long again, each time; a neighbour on the same core, or a collection of all garbage, is
 * not.
 */
async function longestAgain(during: readonly Hostile[]): Promise<number> {
  let least = Infinity
  for (let time = 0; time < 3; time++) {
    await gateway.look()
    await Promise.all(during.map((hostile) => send(hostile, pool, new URL(gateway.url))))
    least = Math.min(least, (await gateway.look()).longestCpuMs)
  }
  return least
}

function describeTurn({ cpuMs }: LongTurn, again: number, during: readonly Hostile[]): string {
  return [
    `${cpuMs.toFixed(0)} ms of the processor in one turn, and ${again.toFixed(0)} ms again`,
    ...during.map(describe),
  ].join('\n  ')
}

function most(
  seen: readonly Seen[],
  what: 'longestCpuMs' | 'longestMs' | 'rssMib' | 'heapMib' | 'slowness',
  digits = 0,
): string {
  return Math.max(...seen.map((each) => each[what])).toFixed(digits)
}

function print(line: string): void {
  process.stdout.write(`hostile: ${line}\n`)
}
