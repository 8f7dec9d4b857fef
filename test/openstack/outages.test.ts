import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import { readTruthEnvironment } from '../contract/truth/environment.ts'
import { scopeOf, signIn } from '../contract/truth/keystone.ts'
import { expectPromises, fieldOf } from '../faults/promises.ts'
import { readReply, type Reply } from '../http/gateway.ts'
import { openCloudOfSuites } from './callers.ts'
import type { Part, PartAction } from './cloud.ts'
import { startGateway, type Gateway } from './gateway.ts'

// What a client gets while a part of the real OpenStack is stopped, killed or frozen. The cloud is left as it was, whatever happens here.

const TIME_LIMIT_MS = 3000
/** Nova's, MariaDB's and the machine's share on top. */
const BOUND_MS = TIME_LIMIT_MS + 2500
const HOST = 'nic-e01'
const PARTS: readonly Part[] = ['mariadb', 'keystone', 'placement', 'nova-api', `nova-compute-${HOST}`]

const QUESTION = `{
  servers(first: 3, scope: ALL) { nodes { name host pciDevices { id status } } }
  hypervisors(first: 3) { nodes { hostname state stats { source vcpus } } }
  pciDevices(first: 3) { nodes { id address } }
  cloud { region }
}`

const environment = readTruthEnvironment(process.env)
const cloud = openCloudOfSuites()
let gateway: Gateway
/** Known to the gateway, which goes on with it as long as the clock stands still. */
let knownToken: string
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  gateway = await startGateway(undefined, {
    PCIGRAPH_UPSTREAM_TIMEOUT_MS: String(TIME_LIMIT_MS),
    PCIGRAPH_STATEMENT_TIMEOUT_MS: '1000',
  })
})
afterAll(async () => {
  await Promise.all(PARTS.map((part) => cloud.part('start', part)))
  if (gateway !== undefined) {
    await untilGood()
    await gateway[Symbol.asyncDispose]()
  }
  vi.useRealTimers()
})

async function newToken(): Promise<string> {
  const { token } = await signIn(
    environment.authUrl,
    'admin',
    environment.passwords.admin,
    scopeOf('admin', environment.projects),
  )
  return token
}

async function ask(token: string, query = QUESTION): Promise<Reply> {
  const startedAt = performance.now()
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      'x-auth-token': token,
    },
    body: JSON.stringify({ query }),
  })
  return readReply(response, startedAt)
}

/** By field. */
function codesOf({ errors }: Reply): Record<string, string> {
  return Object.fromEntries(errors.map(({ path, extensions }) => [fieldOf(path), extensions.code]))
}

/** Asks a whole question with a new token until it is answered; what was left alone is asked again after five seconds of the gateway's time. */
async function untilGood(): Promise<void> {
  const deadline = performance.now() + 90_000
  for (;;) {
    vi.setSystemTime(Date.now() + 5001)
    const reply = await newToken().then(
      (token) => ask(token),
      (error: unknown) => error,
    )
    if (!(reply instanceof Error) && isReply(reply) && reply.errors.length === 0) return
    if (performance.now() > deadline) throw new Error('The cloud does not come back', { cause: reply })
    await sleep(500)
  }
}

function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'errors' in value
}

/** @returns what a client with a known token and one with a new one got amid the outage. */
async function amid(part: Part, action: PartAction): Promise<{ known: Reply; stranger: Reply }> {
  await untilGood()
  knownToken = await newToken()
  const strangersToken = await newToken()
  const usual = await ask(knownToken)
  expect(usual.errors).toEqual([])
  try {
    await cloud.part(action, part)
    const known = await ask(knownToken)
    const stranger = await ask(strangersToken)
    for (const reply of [known, stranger]) {
      expectPromises(reply, { logged: [] })
      expect(reply.ms).toBeLessThan(BOUND_MS + 3 * usual.ms)
    }
    return { known, stranger }
  } finally {
    await cloud.part('start', part)
  }
}

const WAYS = [
  { action: 'stop', code: 'UPSTREAM_UNAVAILABLE' },
  { action: 'kill', code: 'UPSTREAM_UNAVAILABLE' },
  { action: 'pause', code: 'UPSTREAM_TIMEOUT' },
] as const satisfies readonly { action: PartAction; code: ErrorCode }[]

describe.each(WAYS)('$action', ({ action, code }) => {
  it("Nova's API: what is Nova's is null, devices are there, and then it is as before", async () => {
    const { known, stranger } = await amid('nova-api', action)
    for (const reply of [known, stranger]) {
      expect(reply.status).toBe(200)
      expect(codesOf(reply)).toEqual({ servers: code, hypervisors: code })
      expect(reply.data).toMatchObject({ servers: null, hypervisors: null, pciDevices: { nodes: [{}, {}, {}] } })
    }
    await untilGood()
  })

  it('Keystone: nobody new is let in, with 503; whoever is known goes on', async () => {
    const { known, stranger } = await amid('keystone', action)
    expect([stranger.status, codesOf(stranger)]).toEqual([503, { '': code }])
    expect(stranger.data).toBeUndefined()
    expect(known.status).toBe(200)
    // Nova has asked Keystone as well, and its processes remember each for itself.
    for (const told of Object.values(codesOf(known))) expect(told).toMatch(/^UPSTREAM_(UNAVAILABLE|TIMEOUT)$/)
    expect(known.data).toMatchObject({ pciDevices: { nodes: [{}, {}, {}] } })
    await untilGood()
  })

  it('Placement: nothing is missing, since Nova tells the capacity', async () => {
    const { known, stranger } = await amid('placement', action)
    for (const reply of [known, stranger]) {
      expect(reply.errors).toEqual([])
      expect(reply.data).toMatchObject({ hypervisors: { nodes: [{ stats: { source: 'NOVA' } }, {}, {}] } })
    }
  })

  it('the database of everything: devices are null with their own code, Nova with its; then it is as before', async () => {
    const { known, stranger } = await amid('mariadb', action)
    expect(stranger.status).toBe(503)
    expect(Object.values(codesOf(stranger))).toEqual([expect.stringMatching(/^UPSTREAM_(UNAVAILABLE|TIMEOUT)$/)])
    expect(known.status).toBe(200)
    expect(codesOf(known)).toEqual({
      servers: expect.stringMatching(/^UPSTREAM_(UNAVAILABLE|TIMEOUT)$/) as unknown,
      hypervisors: expect.stringMatching(/^UPSTREAM_(UNAVAILABLE|TIMEOUT)$/) as unknown,
      pciDevices: 'PCI_STORE_UNAVAILABLE',
    })
    expect(known.data).toMatchObject({ cloud: { region: environment.region } })
    await untilGood()
  })

  it('a compute host: nothing is missing, and nobody waits for it', async () => {
    const { known, stranger } = await amid(`nova-compute-${HOST}`, action)
    for (const reply of [known, stranger]) expect(reply.errors).toEqual([])
  })
})

it('shows a dead host as down after a minute, and its devices as stale', async () => {
  const part = `nova-compute-${HOST}` as const
  const query =
    '{ hypervisors(first: 100) { nodes { service { host } state pciDevices(first: 1) { nodes { stale } } } } }'
  type Nodes = { service: { host: string }; state: string; pciDevices: { nodes: { stale: boolean }[] } }[]
  const hostNow = async () => {
    // The gateway's clock is the real one here.
    vi.useRealTimers()
    const { data, errors } = await ask(await newToken(), query)
    expect(errors).toEqual([])
    const { hypervisors } = data as { hypervisors: { nodes: Nodes } }
    const found = hypervisors.nodes.find(({ service }) => service.host === HOST)
    return { state: found?.state, stale: found?.pciDevices.nodes[0]?.stale }
  }
  await untilGood()
  try {
    await cloud.part('kill', part)
    expect(await hostNow()).toEqual({ state: 'UP', stale: false })
    await expect.poll(hostNow, { timeout: 90_000, interval: 2000 }).toEqual({ state: 'DOWN', stale: true })
  } finally {
    await cloud.part('start', part)
  }
  await expect.poll(hostNow, { timeout: 60_000, interval: 2000 }).toEqual({ state: 'UP', stale: false })
  vi.useFakeTimers({ toFake: ['Date'] })
})
