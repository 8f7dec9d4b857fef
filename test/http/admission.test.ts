import { afterEach, describe, expect, it, vi } from 'vitest'
import { Overloaded } from '../../src/errors.ts'
import { createAdmission } from '../../src/http/admission.ts'
import { startGateway } from './gateway.ts'

const LIMITS = { maxInFlightPerCaller: 2, maxInFlight: 3, maxWaiting: 2, longestWaitMs: 50 }
const signal = new AbortController().signal

afterEach(() => {
  vi.useRealTimers()
})

describe('admission', () => {
  it('lets the next one in when one is answered, and counts an end once', async () => {
    const admission = createAdmission({ ...LIMITS, longestWaitMs: 5000 })
    const [first] = await Promise.all([admission.enter('a', signal), admission.enter('a', signal)])
    let isIn = false
    const third = admission.enter('a', signal).then(() => (isIn = true))
    await Promise.resolve()
    expect([isIn, admission.waiting]).toEqual([false, 1])
    first()
    first()
    await third
    expect(admission.waiting).toBe(0)
    const fourth = admission.enter('a', signal).catch(() => 'refused')
    await Promise.resolve()
    expect(admission.waiting).toBe(1)
    void fourth
  })

  it("keeps one caller's many out of another's way", async () => {
    const admission = createAdmission({ ...LIMITS, longestWaitMs: 5000 })
    await admission.enter('greedy', signal)
    await admission.enter('greedy', signal)
    void admission.enter('greedy', signal).catch(() => undefined)
    expect(admission.waiting).toBe(1)
    const leave = await admission.enter('other', signal)
    leave()
    expect(admission.waiting).toBe(1)
    await admission.enter('other', signal)
  })

  it('refuses at once when too many wait already, and after a while whoever waits in vain', async () => {
    const admission = createAdmission(LIMITS)
    await admission.enter('a', signal)
    await admission.enter('a', signal)
    const waiting = [admission.enter('a', signal), admission.enter('a', signal)]
    await expect(admission.enter('a', signal)).rejects.toThrow(Overloaded)
    const outcomes = await Promise.allSettled(waiting)
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(admission.waiting).toBe(0)
  })

  it('forgets whoever goes away while it waits', async () => {
    const admission = createAdmission({ ...LIMITS, longestWaitMs: 5000 })
    await admission.enter('a', signal)
    await admission.enter('a', signal)
    const gone = new AbortController()
    const waiting = admission.enter('a', gone.signal)
    gone.abort(new Error('gone'))
    await expect(waiting).rejects.toThrow('gone')
    expect(admission.waiting).toBe(0)
  })
})

describe('a gateway that has its hands full', () => {
  const env = {
    PCIGRAPH_MAX_IN_FLIGHT_PER_CALLER: '1',
    PCIGRAPH_MAX_WAITING: '1',
    PCIGRAPH_LONGEST_WAIT_MS: '200',
  }
  const QUESTION = '{ servers(first: 1) { nodes { id } } }'

  it('answers 503 with when to come back, and answers others meanwhile', async () => {
    await using gateway = await startGateway({ env })
    await Promise.all([gateway.token('admin'), gateway.token('alice')])
    expect((await gateway.ask(QUESTION)).errors).toEqual([])
    gateway.demo.interfere(({ path }) => (path.endsWith('/servers/detail') ? { kind: 'delay', ms: 600 } : null))
    const first = gateway.ask(QUESTION)
    await vi.waitFor(() => expect(gateway.demo.calls.length).toBeGreaterThan(0), { timeout: 10_000 })
    const [second, third] = await Promise.all([gateway.ask(QUESTION), gateway.ask(QUESTION)])
    for (const refused of [second, third]) {
      expect(refused.status).toBe(503)
      expect(refused.headers.get('retry-after')).toBe('1')
      expect(refused.errors).toMatchObject([{ extensions: { code: 'OVERLOADED' } }])
    }
    const other = gateway.ask(QUESTION, { as: 'alice' })
    expect((await first).errors).toEqual([])
    expect((await other).errors).toEqual([])
    expect((await gateway.ask(QUESTION)).errors).toEqual([])
  })

  it('gives a place back when its client goes away', async () => {
    await using gateway = await startGateway({ env })
    await gateway.token('admin')
    expect((await gateway.ask(QUESTION)).errors).toEqual([])
    gateway.demo.interfere(({ path }) => (path.endsWith('/servers/detail') ? { kind: 'delay', ms: 5000 } : null))
    const client = new AbortController()
    const asked = gateway.ask(QUESTION, { signal: client.signal }).catch(() => 'gone')
    await vi.waitFor(() => expect(gateway.callsTo('nova').length).toBeGreaterThan(0), { timeout: 10_000 })
    client.abort()
    expect(await asked).toBe('gone')
    gateway.demo.interfere(null)
    await vi.waitFor(async () => expect((await gateway.ask(QUESTION)).status).toBe(200), { timeout: 3000 })
  })

  it('says the same to clients of os-pci, in the words of Nova', async () => {
    await using gateway = await startGateway({ env: { ...env, PCIGRAPH_MAX_WAITING: '0' } })
    const headers = { 'x-auth-token': await gateway.token('admin') }
    await fetch(`${gateway.url}/v2.1/os-pci?limit=1`, { headers })
    gateway.demo.interfere(({ path }) => (path.endsWith('/servers/detail') ? { kind: 'delay', ms: 2000 } : null))
    const first = gateway.ask(QUESTION)
    await vi.waitFor(() => expect(gateway.callsTo('nova')).toContain('GET /v2.1/'), { timeout: 10_000 })
    await new Promise((resolve) => setTimeout(resolve, 100))
    const refused = await fetch(`${gateway.url}/v2.1/os-pci?limit=1`, { headers })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await refused.json()).toMatchObject({ serviceUnavailable: { code: 503 } })
    await first
  })
})
