import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { signIn, type UserName } from '../support/graph.ts'
import { startWatchedGateway, type WatchedGateway } from './watched-gateway.ts'

// The largest answers that one question may have, each several times: none holds up the others who ask.

const SERVERS = 5000
const TIMES = 4
/** Of a processor of today, by the yardstick of loop-watch. */
const LONGEST_TURN_MS = 100

let demo: DemoCloud
let gateway: WatchedGateway
beforeAll(async () => {
  demo = await startDemoCloud({ servers: SERVERS, hypervisors: 400, devices: 20_000, cells: 2 })
  gateway = await startWatchedGateway(demo)
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await demo.close()
})

it.each<[what: string, user: UserName, query: string]>([
  [
    'five thousand servers with devices and hosts, thirty fields each',
    'admin',
    `{ servers(first: ${SERVERS}) { nodes {
      id name status createdAt updatedAt projectId userId host
      pciDevices { id address status productId vendorId numaNode product { name } hypervisor { id hostname } }
      hypervisor { id hostname state status pciStats { vendorId productId free } }
    } } }`,
  ],
  [
    'the same list three times',
    'admin',
    `{
      a: servers(first: ${SERVERS}) { nodes { id name } }
      b: servers(first: ${SERVERS}) { nodes { id name pciDevices { id address } } }
      c: servers(first: ${SERVERS}) { nodes { id name hypervisor { hostname } } }
    }`,
  ],
  [
    'five thousand devices with their servers and hosts',
    'admin',
    '{ pciDevices(first: 5000) { nodes { id address product { name } server { id name } hypervisor { hostname } } } }',
  ],
  [
    'a list whose fields are denied, one by one',
    'alice',
    `{ servers(first: ${SERVERS}) { nodes { id name pciDevices { address status hypervisor { hostname } } } } }`,
  ],
])('%s', async (what, user, query) => {
  const token = await signIn(demo, user)
  // Code is compiled.
  await ask(query, token)
  await gateway.look()
  const took: number[] = []
  const longestMs: number[] = []
  let [bytes, rss, limitMs] = [0, 0, LONGEST_TURN_MS]
  for (let time = 0; time < TIMES; time++) {
    const startedAt = performance.now()
    bytes = (await ask(query, token)).length
    took.push(performance.now() - startedAt)
    const { longestCpuMs, rssMib, slowness } = await gateway.look()
    longestMs.push(longestCpuMs)
    rss = Math.max(rss, rssMib)
    limitMs = Math.max(limitMs, LONGEST_TURN_MS * slowness)
  }
  process.stdout.write(
    `${what}: ${(bytes / 1e6).toFixed(1)} MB in ${took.map((ms) => ms.toFixed(0)).join(', ')} ms; ` +
      `the longest turns ${longestMs.map((ms) => ms.toFixed(0)).join(', ')} ms of the processor (limit ${limitMs.toFixed(0)}), RSS ${rss.toFixed(0)} MiB\n`,
  )
  // A neighbour on the same core, or a collection of all garbage, makes a turn longer than what is done in it, but not each time.
  expect(Math.min(...longestMs)).toBeLessThan(limitMs)
})

async function ask(query: string, token: string): Promise<string> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': token },
    body: JSON.stringify({ query }),
  })
  const text = await response.text()
  expect([response.status, text.includes('"nodes":[{')]).toEqual([200, true])
  return text
}
