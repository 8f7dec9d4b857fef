import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { cloudEnvironment, linesOf, pcigraph } from './command.ts'

let demo: DemoCloud
let directory: string
beforeAll(async () => {
  demo = await startDemoCloud({ servers: 40, hypervisors: 8 })
  directory = mkdtempSync(join(tmpdir(), 'pcigraph-doctor-'))
})
afterAll(async () => {
  await demo.close()
  rmSync(directory, { recursive: true })
})

/** Each step with its outcome. */
async function examine(env: Record<string, string>) {
  const { code, stdout, stderr } = await pcigraph(['doctor'], { env })
  const steps = linesOf(stdout).flatMap((line): [string, string][] => {
    const [, outcome, name] = /^(ok|warning|failed|skipped) +(\S(?:.*?\S)?) {2,}/.exec(line) ?? []
    return outcome === undefined || name === undefined ? [] : [[name, outcome]]
  })
  return { code, stdout, stderr, steps: Object.fromEntries(steps) }
}

const ALL_WELL = {
  configuration: 'ok',
  dns: 'ok',
  tcp: 'ok',
  'sign-in': 'ok',
  scope: 'ok',
  'catalog: compute': 'ok',
  'catalog: placement': 'ok',
  nova: 'ok',
  roles: 'ok',
  placement: 'ok',
  'cell1: database': 'ok',
  'cell1: grants': 'ok',
  'cell1: excess': 'ok',
  'cell1: freshness': 'ok',
}

describe('doctor', () => {
  it('takes every step in order, and says that all is well', async () => {
    const { code, steps, stderr } = await examine(cloudEnvironment(demo))
    expect([code, stderr]).toEqual([0, ''])
    expect(Object.entries(steps)).toEqual(Object.entries(ALL_WELL))
  })

  it('says that nothing is configured where the demo cloud answers', async () => {
    const { code, steps } = await examine({ PCIGRAPH_DEMO: 'servers=40,hypervisors=8' })
    expect([code, steps]).toEqual([0, { ...ALL_WELL, configuration: 'warning' }])
  })

  it('says what to do about a wrong password, and looks at the databases all the same', async () => {
    const { code, steps, stderr } = await examine({ ...cloudEnvironment(demo), OS_PASSWORD: 'wrong' })
    expect(code).toBe(3)
    expect(stderr).toMatch(/^pcigraph: sign-in failed\. Check OS_USERNAME, OS_PASSWORD.*\n$/)
    expect(steps).toMatchObject({ 'sign-in': 'failed', scope: 'skipped', nova: 'skipped', 'cell1: grants': 'ok' })
  })

  it('says what to do about a port where nothing listens, and a name that is none', async () => {
    const port = await examine({ ...cloudEnvironment(demo), OS_AUTH_URL: 'http://127.0.0.1:1/v3' })
    expect(port).toMatchObject({ code: 5, steps: { dns: 'ok', tcp: 'failed', 'sign-in': 'skipped' } })
    expect(port.stdout).toContain('127.0.0.1 port 1 refuses connections')
    const name = await examine({ ...cloudEnvironment(demo), OS_AUTH_URL: 'http://keystone.invalid/v3' })
    expect(name).toMatchObject({ code: 5, steps: { dns: 'failed', tcp: 'skipped' } })
    const tls = await examine({ ...cloudEnvironment(demo), OS_AUTH_URL: demo.authUrl.replace('http:', 'https:') })
    expect(tls).toMatchObject({
      code: 5,
      steps: { tls: 'failed' },
      stderr: expect.stringContaining('Write http://') as unknown,
    })
  })

  it('says what to do about a token on no project, a region that is not there, and a Nova that fails', async () => {
    const scope = await examine(cloudEnvironment(demo, 'auditor'))
    expect(scope).toMatchObject({ code: 3, steps: { scope: 'failed', 'catalog: compute': 'ok', roles: 'skipped' } })
    const region = await examine({ ...cloudEnvironment(demo), OS_REGION_NAME: 'Nowhere' })
    expect(region).toMatchObject({ code: 5, steps: { 'catalog: compute': 'failed', nova: 'skipped' } })
    expect(region.stderr).toContain('Set OS_REGION_NAME')
  })

  it('says that who is no admin sees no devices', async () => {
    const { code, steps, stdout } = await examine(cloudEnvironment(demo, 'alice'))
    expect([code, steps]).toEqual([0, { ...ALL_WELL, roles: 'warning' }])
    expect(stdout).toContain('hypervisors and PCI devices are not: those are for admins')
  })

  it('names the table and the column that a database lacks', async () => {
    const path = join(directory, 'lacking.db')
    copyFileSync(demo.database('cell1'), path)
    const database = new Sqlite(path)
    database.exec('DROP TABLE services; ALTER TABLE instances DROP COLUMN task_state')
    database.close()
    const { code, steps, stdout, stderr } = await examine({
      ...cloudEnvironment(demo),
      PCIGRAPH_SOURCES: `cell1=sqlite:${path}`,
    })
    expect([code, steps['cell1: grants'], steps['cell1: freshness']]).toEqual([5, 'failed', 'skipped'])
    expect(stdout).toContain('cannot read services, instances.task_state')
    expect(stderr).toMatch(/^pcigraph: cell1: grants failed\. Run the GRANT statements of README/)
  })

  it('tells a database that is not there, one that is none, and one without compute nodes', async () => {
    const [noise, empty] = [join(directory, 'noise.db'), join(directory, 'empty.db')]
    writeFileSync(noise, 'this is no database at all, but long enough to be looked at '.repeat(20))
    copyFileSync(demo.database('cell1'), empty)
    const database = new Sqlite(empty)
    database.exec('UPDATE compute_nodes SET deleted = id; UPDATE services SET deleted = id')
    database.close()
    const PCIGRAPH_SOURCES = `gone=sqlite:${join(directory, 'gone.db')} noise=sqlite:${noise} cell0=sqlite:${empty}`
    const { code, steps, stdout } = await examine({ ...cloudEnvironment(demo), PCIGRAPH_SOURCES })
    expect(code).toBe(5)
    expect(steps).toMatchObject({
      'gone: database': 'failed',
      'noise: database': 'failed',
      'cell0: freshness': 'warning',
    })
    expect(stdout).toContain('is no cell0')
  })

  it('tells that no source is configured', async () => {
    const { PCIGRAPH_SOURCES: _, ...env } = cloudEnvironment(demo)
    expect(await examine(env)).toMatchObject({ code: 0, steps: { cells: 'warning' } })
  })
})
