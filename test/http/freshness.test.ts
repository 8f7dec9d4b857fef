import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startGateway, type Gateway } from './gateway.ts'

const QUESTION = '{ servers(first: 3) { nodes { id name pciDevices { id } } } }'
const down = { kind: 'answer', status: 503, body: 'down' } as const

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function freshnessOf(text: string): unknown {
  return (JSON.parse(text) as { extensions?: { freshness?: unknown } }).extensions?.freshness
}

describe('with answers that may stand in for others for a minute', () => {
  const start = (): Promise<Gateway> => startGateway({ env: { PCIGRAPH_MAX_STALE_MS: '60000' } })

  it('says nothing of freshness while all is of now', async () => {
    await using gateway = await start()
    expect(freshnessOf((await gateway.ask(QUESTION)).text)).toBeUndefined()
  })

  it('answers with what the same token was told while Nova is down, and says how old it is', async () => {
    await using gateway = await start()
    const fresh = await gateway.ask(QUESTION)
    gateway.demo.interfere(({ service }) => (service === 'nova' ? down : null))
    vi.setSystemTime(Date.now() + 20_000)
    const stale = await gateway.ask(QUESTION)
    expect(stale.errors).toEqual([])
    expect(stale.data).toEqual(fresh.data)
    expect(freshnessOf(stale.text)).toEqual([{ source: 'nova', ageSeconds: expect.closeTo(20, 0) as unknown }])
  })

  it('tells nobody what another token was told', async () => {
    await using gateway = await start()
    await gateway.ask(QUESTION)
    await gateway.ask('{ cloud { name } }', { as: 'alice' })
    gateway.demo.interfere(({ service }) => (service === 'nova' ? down : null))
    const other = await gateway.ask(QUESTION, { as: 'alice' })
    expect(other.data).toEqual({ servers: null })
    expect(other.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
  })

  it('believes nothing that is older than a minute', async () => {
    await using gateway = await start()
    await gateway.ask(QUESTION)
    gateway.demo.interfere(({ service }) => (service === 'nova' ? down : null))
    vi.setSystemTime(Date.now() + 60_001)
    const { data, errors } = await gateway.ask(QUESTION)
    expect(data).toEqual({ servers: null })
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
  })

  it('lets no token in on what Keystone said of it earlier', async () => {
    await using gateway = await start()
    await gateway.ask(QUESTION)
    gateway.demo.interfere(({ service }) => (service === 'keystone' ? down : null))
    vi.setSystemTime(Date.now() + 11_000)
    expect((await gateway.ask(QUESTION)).status).toBe(503)
  })

  it('gives a refusal as it is: only silence is stood in for', async () => {
    await using gateway = await start()
    await gateway.ask(QUESTION)
    gateway.demo.interfere(({ service }) =>
      service === 'nova'
        ? { kind: 'answer', status: 403, body: '{"forbidden": {"code": 403, "message": "no"}}' }
        : null,
    )
    const { errors } = await gateway.ask(QUESTION)
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
  })
})

it('stands nothing in for anything unless it is told to', async () => {
  await using gateway = await startGateway()
  await gateway.ask(QUESTION)
  gateway.demo.interfere(({ service }) => (service === 'nova' ? down : null))
  expect((await gateway.ask(QUESTION)).data).toEqual({ servers: null })
})
