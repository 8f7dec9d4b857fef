import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { startUpstream } from '../support/upstream/start-upstream.ts'
import { cloudEnvironment, linesOf, pcigraph } from './command.ts'

let demo: DemoCloud
beforeAll(async () => {
  demo = await startDemoCloud({ servers: 40, hypervisors: 8, cells: 2 })
})
afterAll(() => demo.close())

describe('2, usage or configuration', () => {
  it('tells everything that is wrong with the configuration', async () => {
    const env = { OS_AUTH_URL: 'nowhere', OS_USERNAME: 'x', PCIGRAPH_SOURCES: 'cell1=ftp://x' }
    const { code, stdout, stderr } = await pcigraph(['pci-list'], { env })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^pcigraph: The configuration has \d faults:\n/)
    for (const name of ['OS_AUTH_URL', 'OS_PASSWORD', 'PCIGRAPH_SOURCES']) expect(stderr).toContain(name)
  })

  it('tells a port that is taken to who serves', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, stderr } = await pcigraph(['serve', '--port', String(port)])
    other.close()
    expect(code).toBe(2)
    expect(stderr).toMatch(/^pcigraph: The configuration has a fault:\n  - Port \d+ of 127\.0\.0\.1 is taken: .*\n$/m)
    expect(stderr).not.toMatch(/ at .*\.[jt]s/)
  })

  it('tells an endpoint that is none', async () => {
    for (const endpoint of ['gateway:4000', 'http://user:secret@127.0.0.1:4000']) {
      const { code, stderr } = await pcigraph(['list', '--endpoint', endpoint])
      expect(code).toBe(2)
      expect(stderr).toMatch(/^pcigraph: The endpoint .*\n$/)
      expect(stderr).not.toContain('secret')
    }
  })
})

describe('3, denied', () => {
  it('is a wrong password, a token on no project, and what the caller may not', async () => {
    const wrong = await pcigraph(['list'], { env: { ...cloudEnvironment(demo), OS_PASSWORD: 'wrong' } })
    expect(wrong).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^pcigraph: Keystone refuses to sign you in: .*\n$/) as unknown,
    })
    const system = await pcigraph(['list'], { env: cloudEnvironment(demo, 'auditor') })
    expect(system).toMatchObject({ code: 3, stderr: expect.stringContaining('sign in with a project') as unknown })
    const devices = await pcigraph(['pci-list'], { env: cloudEnvironment(demo, 'alice') })
    expect(devices).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^pcigraph: The rule os_compute_api:os-pci:index does not allow .*\n$/) as unknown,
    })
    const others = await pcigraph(['list', '--all-projects'], { env: cloudEnvironment(demo, 'alice') })
    expect(others).toMatchObject({ code: 3, stdout: '' })
  })
})

describe('5, upstream unavailable', () => {
  it('is a Keystone that is not there', async () => {
    const env = { ...cloudEnvironment(demo), OS_AUTH_URL: 'http://127.0.0.1:1/v3' }
    expect(await pcigraph(['pci-list'], { env })).toMatchObject({
      code: 5,
      stdout: '',
      stderr: 'pcigraph: Keystone refuses connections.\n',
    })
  })

  it('is a gateway that is not there', async () => {
    const { code, stderr } = await pcigraph(['pci-list', '--endpoint', 'http://127.0.0.1:1'])
    expect([code, stderr]).toEqual([
      5,
      'pcigraph: The gateway at http://127.0.0.1:1 refuses connections: is it running, and is the port right?\n',
    ])
  })

  it('is a cloud whose devices cannot be read at all', async () => {
    const { PCIGRAPH_SOURCES: _, ...env } = cloudEnvironment(demo)
    const { code, stderr } = await pcigraph(['pci-list'], { env })
    expect([code, stderr]).toEqual([5, expect.stringContaining('PCIGRAPH_SOURCES')])
  })
})

describe('1, incomplete', () => {
  it('prints what is there, then says on standard error what is missing', async () => {
    const { PCIGRAPH_SOURCES: _, ...env } = cloudEnvironment(demo)
    const { code, stdout, stderr } = await pcigraph(['list', '-f', 'json'], { env })
    expect(code).toBe(1)
    const rows = JSON.parse(stdout) as Record<string, unknown>[]
    expect(rows.length).toBeGreaterThan(1)
    expect(new Set(rows.map((row) => row['PCI Devices']))).toEqual(new Set([null]))
    expect(stderr).toMatch(new RegExp(`^pcigraph: incomplete: .* \\(${rows.length} places\\)\\n$`))
  })

  it('is a list that breaks off: half of it never looks whole', async () => {
    const pages = [page(['a', 'b'], true), null]
    await using gateway = await startUpstream((_request, response) => {
      const next = pages.shift()
      if (next) return { json: next }
      response.destroy()
      return undefined
    })
    const { code, stdout, stderr } = await pcigraph(['pci-list', '-f', 'json', '--endpoint', gateway.url.href])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^\[\n {2}\{/)
    expect(stdout.trimEnd()).not.toMatch(/\]$/)
    expect(stderr).toMatch(
      /^pcigraph: incomplete: the list broke off after 2 rows\. The gateway at .* closed the connection/,
    )
  })

  it('is an answer to a query that lacks a part; and one that has nothing has the code of its error', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'pcigraph-cli-'))
    const file = join(directory, 'query.graphql')
    const { PCIGRAPH_SOURCES: _, ...env } = cloudEnvironment(demo)
    writeFileSync(file, '{ cloud { name } pciDevices { nodes { id } } }')
    const partial = await pcigraph(['query', file], { env })
    writeFileSync(file, '{ pciDevices { nodes { id } } }')
    const nothing = await pcigraph(['query', file], { env })
    rmSync(directory, { recursive: true })
    expect([partial.code, nothing.code]).toEqual([1, 5])
    expect(JSON.parse(partial.stdout)).toMatchObject({ data: { pciDevices: null }, errors: [{ path: ['pciDevices'] }] })
    expect(linesOf(partial.stderr)).toHaveLength(1)
  })
})

describe('0, done', () => {
  it('is the help and the version', async () => {
    const help = await pcigraph(['--help'])
    expect([help.code, help.stderr]).toEqual([0, ''])
    expect(help.stdout).toContain(
      'Exit codes: 0 done; 1 incomplete or failed; 2 usage or configuration; 3 denied; 4 not found; 5 upstream unavailable.',
    )
    expect(await pcigraph(['--version'])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
      stderr: '',
    })
    expect(await pcigraph([])).toMatchObject({ code: 2, stdout: '' })
    expect(await pcigraph(['pci'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("unknown command 'pci'") as unknown,
    })
  })
})

function page(addresses: readonly string[], hasNextPage: boolean) {
  const nodes = addresses.map((address, at) => ({
    databaseId: at + 1,
    slot: { host: 'h' },
    address,
    vendorId: '10de',
    productId: '2330',
    typeText: 'type-PCI',
    statusText: 'available',
    serverId: null,
  }))
  return { data: { pciDevices: { nodes, pageInfo: { hasNextPage, endCursor: 'c' } } } }
}
