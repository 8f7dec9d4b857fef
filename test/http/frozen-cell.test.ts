import { createServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { NO_TELEMETRY } from '../../src/telemetry/telemetry.ts'
import { startGateway, type Gateway, type Reply } from './gateway.ts'

/** Equal questions would be one. */
const OF_CELL = (cell: string, first: number) =>
  `{ pciDevices(first: ${first}, filter: { cell: { eq: "${cell}" } }) { nodes { id } } }`
const OF_BOTH = `{
  living: pciDevices(first: 2, filter: { cell: { eq: "cell1" } }) { nodes { id } }
  frozen: pciDevices(first: 2, filter: { cell: { eq: "cell2" } }) { nodes { id } }
}`

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A server that takes every connection and never says a word, until it ends them all at once. */
async function startFrozen() {
  const sockets = new Set<Socket>()
  let met = 0
  let isThawed = false
  const server = createServer((socket) => {
    met += 1
    if (isThawed) return void socket.destroy()
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    port: address.port,
    connections: () => met,
    thaw: () => void (isThawed = true),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe.each(['mysql', 'postgres'])('a cell whose %s server is frozen', (scheme) => {
  async function open() {
    const frozen = await startFrozen()
    const metrics = createMetrics('0')
    // The demo cloud's own cell lives on.
    const demo = await startGateway()
    const [living] = demo.demo.cells
    if (living === undefined) throw new Error('The demo cloud has no cell')
    const gateway = await startGateway({
      cellConfigs: [
        { name: 'cell1', uuid: null, url: living.url },
        { name: 'cell2', uuid: null, url: `${scheme}://reader:secret@127.0.0.1:${frozen.port}/nova` },
      ],
      env: { PCIGRAPH_STATEMENT_TIMEOUT_MS: '500' },
      telemetry: { ...NO_TELEMETRY, metrics },
    })
    return {
      frozen,
      gateway,
      breaker: async () => /pcigraph_cell_breaker_state\{cell="cell2"\} (\d)/.exec(await metrics.scrape())?.[1],
      async [Symbol.asyncDispose]() {
        await gateway[Symbol.asyncDispose]()
        await demo[Symbol.asyncDispose]()
        await frozen[Symbol.asyncDispose]()
      },
    }
  }
  const askOften = (gateway: Gateway, times: number): Promise<Reply[]> =>
    Promise.all(Array.from({ length: times }, (_, i) => gateway.ask(OF_CELL('cell2', i + 1))))

  it('costs the time limit to those alone who come first; the others are told at once, with its name', async () => {
    await using site = await open()
    const { gateway } = site
    expect(await site.breaker()).toBe('0')
    for (const { errors } of await askOften(gateway, 3)) {
      expect(errors[0]?.message).toMatch(/of cell cell2 cannot be read: its database cannot be reached/)
    }
    expect(await site.breaker()).toBe('2')
    const met = site.frozen.connections()
    for (const { errors, upstream } of await askOften(gateway, 20)) {
      expect(errors).toMatchObject([
        { path: ['pciDevices'], extensions: { code: 'PCI_STORE_UNAVAILABLE', cell: 'cell2' } },
      ])
      expect(errors[0]?.message).toMatch(
        /of cell cell2 cannot be read: its database fell silent .* is left alone for 5 s/,
      )
      // What was never asked is on no receipt.
      expect(upstream?.sql ?? []).toEqual([])
    }
    expect(site.frozen.connections()).toBe(met)
  })

  it('ends the wait of those who stand in line, when it is found out', async () => {
    await using site = await open()
    const replies = await askOften(site.gateway, 30)
    // Four waited for a second each, side by side, and those who took the places of the first two for one more.
    for (const { ms } of replies) expect(ms).toBeLessThan(3500)
    expect(site.frozen.connections()).toBeLessThanOrEqual(6)
  })

  it('makes /readyz say no, with its name, before who asks loses patience', async () => {
    await using site = await open()
    const asked = askOften(site.gateway, 8)
    const response = await fetch(`${site.gateway.url}/readyz`)
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({
      checks: { nova: 'ok', 'pci store': expect.stringMatching(/of cell cell2 cannot be read/) as unknown },
    })
    await asked
  })

  it('holds up nothing of the cells that are well', async () => {
    await using site = await open()
    await askOften(site.gateway, 3)
    const both = await site.gateway.ask(OF_BOTH)
    expect(both.data).toMatchObject({ living: { nodes: [{}, {}] }, frozen: null })
    expect(both.errors).toMatchObject([{ path: ['frozen'] }])
    expect(both.errors[0]?.message).toContain('is left alone for 5 s')
  })

  it('is looked at once when the time is over, however many ask, and left alone again if it is as before', async () => {
    await using site = await open()
    await askOften(site.gateway, 3)
    const met = site.frozen.connections()
    vi.setSystemTime(Date.now() + 5001)
    for (const { ms, errors } of await askOften(site.gateway, 10)) {
      expect(errors).toMatchObject([{ extensions: { code: 'PCI_STORE_UNAVAILABLE' } }])
      expect(ms).toBeLessThan(2500)
    }
    expect(site.frozen.connections()).toBe(met + 1)
    expect(await site.breaker()).toBe('2')
  })

  it('is asked again as soon as it says anything, be it no', async () => {
    await using site = await open()
    await askOften(site.gateway, 3)
    site.frozen.thaw()
    vi.setSystemTime(Date.now() + 5001)
    await askOften(site.gateway, 1)
    expect(await site.breaker()).toBe('0')
    const [reply] = await askOften(site.gateway, 1)
    expect(reply?.errors[0]?.message).toMatch(/its database closed the connection/)
  })
})

it('does not leave a database alone that says no at once: it costs nobody time, and is back the moment it is', async () => {
  const metrics = createMetrics('0')
  await using gateway = await startGateway({
    cellConfigs: [{ name: 'cell2', uuid: null, url: 'mysql://reader:secret@127.0.0.1:1/nova' }],
    telemetry: { ...NO_TELEMETRY, metrics },
  })
  for (let i = 0; i < 6; i++) {
    const { errors } = await gateway.ask(OF_CELL('cell2', 1))
    expect(errors[0]?.message).toMatch(/refuses connections/)
  }
  expect(await metrics.scrape()).toContain('pcigraph_cell_breaker_state{cell="cell2"} 0')
})
