import { rmSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFacade, type Facade } from './support/facade.ts'

/** PCIGRAPH_TEST_DEVICES=100000 shows more. */
const DEVICES = Number(process.env.PCIGRAPH_TEST_DEVICES ?? 20_000)
const PAGES = DEVICES / 500
const STALL_MS = 1500

describe(`a list of ${DEVICES} devices without a limit`, () => {
  let facade: Facade
  beforeAll(async () => {
    facade = await startFacade({
      servers: 50,
      hypervisors: DEVICES / 50,
      devices: DEVICES,
      limits: { timeoutMs: STALL_MS },
    })
  }, 300_000)
  afterAll(() => facade[Symbol.asyncDispose]())

  it('begins at once, is whole, and costs the memory of a page', async () => {
    const token = await facade.token('admin')
    await facade.get('/v2.1/os-pci?limit=1')
    global.gc?.()
    const before = process.memoryUsage().rss
    let most = before
    const startedAt = performance.now()
    const response = await fetch(`${facade.url}/v2.1/os-pci/detail`, { headers: { 'x-auth-token': token } })
    let firstByteMs = 0
    let items = 0
    let bytes = 0
    let tail = ''
    for await (const chunk of response.body ?? []) {
      if (bytes === 0) firstByteMs = performance.now() - startedAt
      bytes += chunk.length
      const text = tail + new TextDecoder('latin1').decode(chunk)
      items += text.split('"compute_node_id"').length - 1
      tail = text.slice(-16)
      most = Math.max(most, process.memoryUsage().rss)
    }
    const ms = performance.now() - startedAt
    process.stdout.write(
      `${items} devices, ${(bytes / 1e6).toFixed(1)} MB, first byte after ${firstByteMs.toFixed(0)} ms, all after ` +
        `${ms.toFixed(0)} ms, resident memory ${(before / 1e6).toFixed(0)} MB before and ${(most / 1e6).toFixed(0)} MB at most\n`,
    )
    expect(items).toBe(DEVICES)
    expect(tail.endsWith('}]}')).toBe(true)
    expect(firstByteMs).toBeLessThan(ms / 2)
    // The demo cloud, the tests and the client are in the same process, and the collector is in no hurry.
    expect(most - before).toBeLessThan(600e6)
  }, 300_000)

  it('waits for a client that does not read, and asks no further', async () => {
    const { asked, socket } = await startUnread()
    expect(asked).toBeLessThan(PAGES)
    socket.destroy()
    const before = facade.questions()
    await sleep(200)
    expect(facade.questions() - before).toBeLessThanOrEqual(1)
    expect(facade.errors).toEqual([])
  })

  it('breaks off where it waits for too long', async () => {
    const { socket } = await startUnread()
    // Node looks whether some of it was read since, and then once more.
    await sleep(3 * STALL_MS)
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    socket.on('error', () => undefined)
    const ended = new Promise((resolve) => socket.once('close', resolve))
    socket.resume()
    await ended
    expect(text).toContain('HTTP/1.1 200')
    expect(text.endsWith('\r\n0\r\n\r\n')).toBe(false)
  })

  /** Asks for all and reads nothing, until nothing more happens. `asked`: how many pages that took. */
  async function startUnread() {
    const { hostname, port } = new URL(facade.url)
    const token = await facade.token('admin')
    const before = facade.questions()
    const socket = connect(Number(port), hostname)
    socket.pause()
    socket.write(`GET /v2.1/os-pci/detail HTTP/1.1\r\nHost: x\r\nX-Auth-Token: ${token}\r\n\r\n`)
    let asked = before
    for (let quiet = 0; quiet < 4 || asked === before; quiet++) {
      await sleep(150)
      if (facade.questions() !== asked) quiet = 0
      asked = facade.questions()
    }
    return { asked: asked - before, socket }
  }
})

it('breaks off where a cell fails amid the list: what came does not look whole', async () => {
  await using facade = await startFacade({ cells: 2, limits: { maxPageSize: 10 } })
  rmSync(facade.demo.database('cell2'))
  const response = await fetch(`${facade.url}/v2.1/os-pci`, {
    headers: { 'x-auth-token': await facade.token('admin') },
  })
  expect(response.status).toBe(200)
  let text = ''
  const read = async () => {
    for await (const chunk of response.body ?? []) text += new TextDecoder().decode(chunk)
  }
  await expect(read()).rejects.toThrow('terminated')
  expect(text).toContain('"pci_devices": [{')
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  expect(facade.errors).toMatchObject([{ err: { code: 'PCI_STORE_UNAVAILABLE' } }])
})
