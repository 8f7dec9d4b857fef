import { describe, expect, it } from 'vitest'
import { PcigraphError } from '../../src/errors.ts'
import { createHealth } from '../../src/http/health.ts'
import { startGateway } from './gateway.ts'

describe('createHealth', () => {
  const well = { name: 'well', check: () => Promise.resolve() }

  it('names what is not well, in words that are safe to show', async () => {
    const refused = new PcigraphError('UPSTREAM_UNAVAILABLE', 'Nova refuses connections.')
    const health = createHealth(
      [
        well,
        { name: 'nova', check: () => Promise.reject(refused) },
        { name: 'other', check: () => Promise.reject(new Error('mysql://user:secret@host')) },
      ],
      1000,
    )
    expect(await health.readiness()).toEqual({
      ready: false,
      checks: { well: 'ok', nova: 'Nova refuses connections.', other: 'failed' },
    })
  })

  it('does not wait for a check that never ends, even if it is deaf to its signal', async () => {
    const health = createHealth([{ name: 'deaf', check: () => new Promise(() => undefined) }, well], 50)
    expect(await health.readiness()).toEqual({ ready: false, checks: { deaf: 'no answer within 0.05 s', well: 'ok' } })
  })

  it('looks once for all who ask at the same time', async () => {
    let looked = 0
    const health = createHealth([{ name: 'counted', check: () => Promise.resolve(void (looked += 1)) }], 1000)
    await Promise.all(Array.from({ length: 50 }, () => health.readiness()))
    expect(looked).toBe(1)
    await health.readiness()
    expect(looked).toBe(2)
  })
})

describe('/readyz', () => {
  async function readyz(url: string) {
    const response = await fetch(`${url}/readyz`)
    return {
      status: response.status,
      connection: response.headers.get('connection'),
      body: (await response.json()) as unknown,
    }
  }

  it('is 503 and names Keystone and Nova where Keystone does not answer, while the process is alive', async () => {
    await using gateway = await startGateway({ env: { PCIGRAPH_UPSTREAM_TIMEOUT_MS: '300' } })
    gateway.demo.interfere(({ service }) => (service === 'keystone' ? { kind: 'hang' } : null))
    expect(await readyz(gateway.url)).toMatchObject({
      status: 503,
      body: {
        status: 'not ready',
        checks: {
          keystone: 'Keystone did not answer within 0.3 s.',
          nova: expect.not.stringMatching(/^ok$/) as unknown,
          'pci store': 'ok',
        },
      },
    })
    expect((await fetch(`${gateway.url}/healthz`)).status).toBe(200)
    gateway.demo.interfere(null)
    expect((await readyz(gateway.url)).status).toBe(200)
  })

  it.each([
    ['nova', 'Nova failed with 503'],
    ['keystone', 'Keystone failed with 503'],
  ])(
    'is 503 from the moment that %s fails, though it was well before and may be stood in for',
    async (service, told) => {
      await using gateway = await startGateway({
        env: { PCIGRAPH_UPSTREAM_TIMEOUT_MS: '500', PCIGRAPH_MAX_STALE_MS: '60000' },
      })
      expect((await readyz(gateway.url)).status).toBe(200)
      gateway.demo.interfere((request) =>
        request.service === service ? { kind: 'answer', status: 503, body: 'down' } : null,
      )
      expect(await readyz(gateway.url)).toMatchObject({
        status: 503,
        body: { checks: { [service]: expect.stringContaining(told) as unknown } },
      })
      gateway.demo.interfere(null)
      expect(await readyz(gateway.url)).toMatchObject({ status: 200, body: { checks: { nova: 'ok', keystone: 'ok' } } })
    },
  )

  it('costs a call to Keystone and one to Nova each time', async () => {
    await using gateway = await startGateway()
    await readyz(gateway.url)
    gateway.demo.calls.clear()
    await readyz(gateway.url)
    expect(gateway.callsTo('keystone')).toEqual(['GET /v3/auth/tokens'])
    expect(gateway.callsTo('nova')).toEqual(['GET /v2.1/'])
  })

  it('is 503 from the moment that draining begins, and every answer then ends its connection', async () => {
    await using gateway = await startGateway()
    expect(await readyz(gateway.url)).toMatchObject({ status: 200, connection: 'keep-alive' })
    gateway.app.health.drain()
    expect(await readyz(gateway.url)).toMatchObject({
      status: 503,
      connection: 'close',
      body: { status: 'not ready', checks: { keystone: 'ok', process: 'draining' } },
    })
    const answer = await gateway.ask('{ cloud { name } }')
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close'])
  })
})
