import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud, type DemoCloudOptions } from '../../src/demo/demo-cloud.ts'
import { PROXY_ERROR } from '../../src/demo/interference.ts'
import { originOf, signIn, type Client } from './client.ts'

function count(demo: DemoCloud, table: string): number {
  return demo.cells
    .map(({ name }) => {
      const database = new Database(demo.database(name), { readonly: true })
      const row = database
        .prepare<[], { count: number }>(`SELECT count(*) AS count FROM ${table} WHERE deleted = 0`)
        .get()
      database.close()
      return row?.count ?? 0
    })
    .reduce((sum, each) => sum + each, 0)
}

async function countServers(admin: Client): Promise<number> {
  let total = 0
  for (let marker = ''; ;) {
    const page = (await admin.nova(`servers?all_tenants=1${marker}`)).list('servers')
    total += page.length
    if (page.length < 1000) return total
    marker = `&marker=${String(page.at(-1)?.id)}`
  }
}

/** All that it answers, less the address that it answers at. */
async function transcript(options: DemoCloudOptions): Promise<string> {
  await using demo = await startDemoCloud(options)
  const admin = await signIn(demo, demo.users.admin)
  const answers = await Promise.all([
    admin.nova('servers/detail?all_tenants=1'),
    admin.nova('os-hypervisors/detail', '2.87'),
    admin.nova('flavors/detail'),
    admin.nova('os-aggregates'),
    admin.placement('/resource_providers'),
    admin.keystone('/projects'),
  ])
  const databases = demo.cells.map(({ name }) => {
    const database = new Database(demo.database(name), { readonly: true })
    const rows = ['pci_devices', 'compute_nodes', 'instances'].map((table) =>
      database.prepare(`SELECT * FROM ${table} ORDER BY id`).all(),
    )
    database.close()
    return rows
  })
  const text = JSON.stringify([answers.map((answer) => answer.text), databases])
  return text.replaceAll(originOf(demo), 'http://demo')
}

describe('a demo cloud', () => {
  it('is the same for the same seed, and another for another', async () => {
    const first = await transcript({ cells: 2 })
    expect(await transcript({ cells: 2 })).toBe(first)
    expect(await transcript({ cells: 2, seed: 2 })).not.toBe(first)
  })

  it.each([
    { servers: 240, devices: 587, hypervisors: 40, cells: 1 },
    { servers: 1200, devices: 4800, hypervisors: 40, cells: 1 },
    { servers: 300, devices: 1001, hypervisors: 61, cells: 3 },
    { servers: 3, devices: 2, hypervisors: 1, cells: 1 },
    { servers: 0, devices: 0, hypervisors: 1, cells: 1 },
    { servers: 7, devices: 5000, hypervisors: 14, cells: 1 },
  ])('has $servers servers, $devices devices, $hypervisors hypervisors in $cells cells, to the last', async (size) => {
    await using demo = await startDemoCloud(size)
    const admin = await signIn(demo, demo.users.admin)
    expect(await countServers(admin)).toBe(size.servers)
    expect((await admin.nova('os-hypervisors')).list('hypervisors')).toHaveLength(size.hypervisors)
    expect(count(demo, 'pci_devices')).toBe(size.devices)
    expect(count(demo, 'compute_nodes')).toBe(size.hypervisors)
    expect(demo.cells.map(({ name }) => name)).toEqual(['cell1', 'cell2', 'cell3'].slice(0, size.cells))
  })

  it('starts with 10,000 servers and 40,000 devices on 500 hypervisors', async () => {
    await using demo = await startDemoCloud({ servers: 10_000, devices: 40_000, hypervisors: 500 })
    expect(count(demo, 'pci_devices')).toBe(40_000)
    expect(await countServers(await signIn(demo, demo.users.admin))).toBe(10_000)
  })

  it('has projects by the hundred where they are asked for', async () => {
    await using demo = await startDemoCloud({ projects: 120, servers: 500 })
    const admin = await signIn(demo, demo.users.admin)
    expect((await admin.keystone('/projects')).list('projects')).toHaveLength(120)
  })

  it('has users as they are documented', async () => {
    await using demo = await startDemoCloud({ servers: 1, hypervisors: 1 })
    const { admin, alice, bob, carol, auditor } = demo.users
    expect(admin.projectId).toBe('demo')
    expect([alice.projectName, bob.projectName, carol.projectName]).toEqual(['genomics', 'render-farm', 'genomics'])
    expect(auditor.projectId).toBeNull()
  })

  it('says so when its port is taken', async () => {
    await using demo = await startDemoCloud({ servers: 1, hypervisors: 1 })
    const port = Number(new URL(demo.authUrl).port)
    await expect(startDemoCloud({ servers: 1, hypervisors: 1, port })).rejects.toThrow('EADDRINUSE')
  })

  it('records what it was asked', async () => {
    await using demo = await startDemoCloud({ servers: 3, hypervisors: 2 })
    const alice = await signIn(demo, demo.users.alice)
    demo.calls.clear()
    await alice.nova('servers/detail?limit=2', '2.87')
    await alice.nova('os-services')
    await fetch(`${originOf(demo)}/placement/resource_providers`)
    expect(demo.calls).toMatchObject([
      {
        service: 'nova',
        method: 'GET',
        path: '/v2.1/servers/detail',
        query: 'limit=2',
        microversion: '2.87',
        status: 200,
        user: 'alice',
      },
      { path: '/v2.1/os-services', status: 403 },
      { service: 'placement', path: '/resource_providers', status: 401, user: null, microversion: null },
    ])
  })

  it('takes its time where it is told to', async () => {
    await using demo = await startDemoCloud({ servers: 1, hypervisors: 1, latencyMs: 300 })
    const timed = async () => {
      const start = performance.now()
      await fetch(demo.authUrl)
      return performance.now() - start
    }
    expect(await timed()).toBeGreaterThan(290)
    demo.latencyMs = 0
    // One of a few, on a machine that has other things to do.
    expect(Math.min(await timed(), await timed(), await timed())).toBeLessThan(290)
  })
})

describe('a demo cloud that is interfered with', () => {
  it('hangs, resets, answers a proxy page, cuts a body short and changes one, for the requests that were picked', async () => {
    await using demo = await startDemoCloud({ servers: 3, hypervisors: 2 })
    const admin = await signIn(demo, demo.users.admin)
    const url = `${originOf(demo)}/compute/v2.1/servers`
    const headers = { 'x-auth-token': admin.token }

    demo.interfere(({ path }) => (path.endsWith('/servers') ? { kind: 'hang' } : null))
    await expect(fetch(url, { headers, signal: AbortSignal.timeout(100) })).rejects.toThrow('timeout')
    expect((await admin.nova('flavors')).status).toBe(200)

    demo.interfere(() => ({ kind: 'reset' }))
    await expect(fetch(url, { headers })).rejects.toThrow('fetch failed')

    demo.interfere(() => PROXY_ERROR)
    const page = await fetch(url, { headers })
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html'])
    expect(await page.text()).toContain('<h1>503 Service Unavailable</h1>')

    demo.interfere(() => ({ kind: 'cut', afterBytes: 20 }))
    await expect(fetch(url, { headers }).then((response) => response.text())).rejects.toThrow('terminated')

    demo.interfere(() => ({ kind: 'change', change: () => ({ servers: 'none' }) }))
    expect((await admin.nova('servers')).at()).toEqual({ servers: 'none' })

    demo.interfere(null)
    expect((await admin.nova('servers?all_tenants=1')).list('servers')).toHaveLength(3)
  })

  it('ends every token at once', async () => {
    await using demo = await startDemoCloud({ servers: 1, hypervisors: 1 })
    const admin = await signIn(demo, demo.users.admin)
    demo.revokeTokens()
    expect((await admin.nova('servers')).status).toBe(401)
  })
})
