import { once } from 'node:events'
import { join } from 'node:path'
import { createConnection, type Connection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { cloudEnvironment, startPcigraph } from '../cli/command.ts'
import { RECORDED_CELL } from '../support/databases/cells.ts'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { mariadbUrl, seedMariadb, startMariadb } from '../support/databases/mariadb.ts'
import { watch } from './watch.ts'

const DEVICES = 100_000

let demo: DemoCloud
let server: DatabaseServer
let root: Connection
let env: Record<string, string>
beforeAll(async () => {
  demo = await startDemoCloud({ servers: 40, hypervisors: 8 })
  server = await startMariadb()
  await seedMariadb(server, [RECORDED_CELL])
  root = await createConnection({ socketPath: join(server.directory, 'socket'), user: 'root' })
  await root.query('USE recorded')
  await root.query('DELETE FROM pci_devices')
  await root.query(`
    INSERT INTO pci_devices (id, uuid, compute_node_id, address, vendor_id, product_id, dev_type, dev_id, label, status, extra_info,
      created_at, updated_at, deleted)
    SELECT seq, CONCAT('dddddddd-0000-4000-8000-', LPAD(seq, 12, '0')), (SELECT MIN(id) FROM compute_nodes),
      CONCAT(LPAD(HEX(seq DIV 256), 4, '0'), ':', LPAD(HEX(seq MOD 256), 2, '0'), ':00.0'), '8086', '10ca', 'type-PCI', 'pci', 'label',
      'available', '{}', '2026-11-01 08:00:00', '2026-11-01 08:00:00', 0
    FROM seq_1_to_${DEVICES}`)
  env = { ...cloudEnvironment(demo), PCIGRAPH_SOURCES: `recorded=${mariadbUrl(server, 'recorded')}` }
})
afterAll(async () => {
  root.destroy()
  await server[Symbol.asyncDispose]()
  await demo.close()
})

const Rows = z.array(z.object({ count: z.coerce.number() }))

/** Connections that the command has open, with what they are at. */
async function connections(): Promise<number> {
  const [rows] = await root.query(
    "SELECT COUNT(*) AS count FROM information_schema.processlist WHERE `USER` = 'reader'",
  )
  return Rows.parse(rows)[0]?.count ?? 0
}

it('lists a hundred thousand devices of MariaDB in little memory', async () => {
  const watched = await watch(['pci-list', '-f', 'csv'], env)
  expect(watched).toMatchObject({ code: 0, stderr: '', lines: DEVICES + 1 })
  expect(watched.firstAfterMs).toBeLessThan(watched.tookMs * 0.8)
  expect(watched.peakMib).toBeLessThan(300)
  await expect.poll(connections, { timeout: 30_000 }).toBe(0)
})

it.each([
  ['SIGTERM', 143],
  ['SIGKILL', null],
] as const)('leaves no connection and no statement behind after %s in the middle', async (signal, code) => {
  const child = startPcigraph(['pci-list', '-f', 'csv'], { env })
  let stderr = ''
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  child.stdout.pause()
  expect(await connections()).toBeGreaterThan(0)
  child.stdout.resume()
  child.kill(signal)
  await closed
  expect([child.exitCode, stderr]).toEqual([code, ''])
  await expect.poll(connections, { timeout: 10_000 }).toBe(0)
})

it('ends with 1 and says so where the database dies in the middle', async () => {
  const child = startPcigraph(['pci-list', '-f', 'json'], { env })
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  await server.kill()
  await closed
  await server.start()
  expect(child.exitCode).toBe(1)
  expect(stderr).toMatch(/^pcigraph: incomplete: the list broke off after \d+ rows\. .*\n$/)
  expect(stderr).not.toMatch(/reader|127\.0\.0\.1|select/i)
  expect(() => void JSON.parse(stdout)).toThrow()
})
