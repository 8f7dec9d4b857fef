import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CellUrl } from '../../src/sources/pci/cell-url.ts'
import { parseCellUrl } from '../../src/sources/pci/cell-url.ts'
import type { Connector, ConnectorOptions } from '../../src/sources/pci/connector.ts'
import { openPciStore } from '../../src/sources/pci/open-store.ts'
import { NASTY_CELL } from '../support/databases/cells.ts'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { countSockets, startProxy } from '../support/databases/freezing-proxy.ts'
import { silentLog, storeCall } from '../support/databases/store-call.ts'

export type ServerKind = {
  start(): Promise<DatabaseServer>
  seed(server: DatabaseServer): Promise<void>
  url(server: DatabaseServer, user?: string): string
  connect(url: CellUrl, options: ConnectorOptions): Connector
  /** A statement that takes ten seconds. */
  readonly sleep: string
  /** What its driver says when a statement is not allowed. */
  readonly denied: RegExp
}

/** What only a server can get wrong: rights, time limits, time zones, and being gone for a while. */
export function describeServer(name: string, kind: ServerKind): void {
  const all = 'every project'

  describe(name, () => {
    let server: DatabaseServer
    beforeAll(async () => {
      server = await kind.start()
      await kind.seed(server)
    }, 120_000)
    afterAll(async () => {
      await server[Symbol.asyncDispose]()
    }, 60_000)

    const connectAs = (user: string, statementTimeoutMs = 10_000) => {
      const options = { statementTimeoutMs, poolSize: 2, onIdleError: () => undefined }
      const connector = kind.connect(parseCellUrl(kind.url(server, user)), options)
      const ask = (sql: string) => connector.query({ sql, parameters: [] })
      return { ask, [Symbol.asyncDispose]: () => connector.close() }
    }
    const openStore = () => {
      const cells = [{ name: 'nasty', uuid: null, url: kind.url(server) }]
      const store = openPciStore(cells, { statementTimeoutMs: 5000, poolSize: 2, log: silentLog })
      return { store, [Symbol.asyncDispose]: () => store.close() }
    }

    it('lets the documented user write nothing', async () => {
      await using reader = connectAs('reader')
      for (const statement of [
        "UPDATE pci_devices SET status = 'available'",
        'DELETE FROM pci_devices',
        'INSERT INTO compute_nodes (id) VALUES (99)',
        'CREATE TABLE notes (id INTEGER)',
        'DROP TABLE services',
      ]) {
        await expect(reader.ask(statement)).rejects.toThrow()
      }
    })

    it.each([
      'SELECT user_data FROM instances',
      'SELECT * FROM instances',
      'SELECT host_ip FROM compute_nodes',
      'SELECT topic FROM services',
      'SELECT deleted_at FROM pci_devices',
    ])('lets the documented user read nothing else: %s', async (statement) => {
      await using reader = connectAs('reader')
      await expect(reader.ask(statement)).rejects.toThrow(kind.denied)
    })

    it('writes nothing even as a user who could', async () => {
      await using owner = connectAs('owner')
      await expect(owner.ask("UPDATE pci_devices SET status = 'available'")).rejects.toThrow(/read.only/i)
      expect(await owner.ask('SELECT user_data FROM instances WHERE id = 1')).toEqual([{ user_data: 'secret' }])
    })

    it('ends a statement that takes too long, and goes on', async () => {
      await using reader = connectAs('reader', 500)
      const startedAt = performance.now()
      // It would take ten seconds.
      await expect(reader.ask(kind.sleep)).rejects.toThrow()
      expect(performance.now() - startedAt).toBeLessThan(8000)
      expect(await reader.ask('SELECT host FROM services')).toHaveLength(5)
    })

    it('reads times as UTC, though the server and this process may be elsewhere', async () => {
      await using opened = openStore()
      const query = { filter: { databaseId: { in: [1, 17] } }, orderBy: null, first: 10, after: null }
      const { devices } = await opened.store.pageDevices(storeCall().call, query, all)
      // Half past one and half past two are hours that clocks skip or repeat in some zones.
      expect(devices.map(({ device }) => device.createdAt?.toISOString())).toEqual([
        '2026-10-25T01:30:00.000Z',
        '2026-03-29T02:30:00.000Z',
      ])
      expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(process.env.TZ)
    })

    it('tells why it cannot read, without the password', async () => {
      const url = kind.url(server)
      const ask = async (wrongUrl: string) => {
        const store = openPciStore([{ name: 'c', uuid: null, url: wrongUrl }], {
          statementTimeoutMs: 5000,
          poolSize: 2,
          log: silentLog,
        })
        const { unavailable } = await store.listDevicesByServer(storeCall().call, ['x'], all)
        await store.close()
        return unavailable[0]?.message
      }
      expect(await ask(url.replace(/p%40ss[^@]*/, 'wrong'))).toMatch(/no such user or password/)
      expect(await ask(url.replace(`:${server.port}/`, ':1/'))).toMatch(/refuses connections/)
      expect(await ask(url.replace('/nasty', '/nothing'))).toMatch(/no database of that name|lacks a grant/)
      expect(await ask(url.replace('127.0.0.1', 'host.invalid'))).toMatch(/does not resolve/)
      expect(
        await ask(
          `${url}${url.includes('?') ? '&' : '?'}${url.startsWith('mysql') ? 'ssl_disabled=false' : 'sslmode=verify-full'}`,
        ),
      ).toMatch(/no trusted TLS/)
    })

    it('stops serving who gave up, and still serves the others', async () => {
      await using opened = openStore()
      const { store } = opened
      const aborts = Array.from({ length: 20 }, () => new AbortController())
      const given = aborts.map(async ({ signal }) => store.countDevices(storeCall(signal).call, {}, all))
      aborts.forEach((abort) => {
        abort.abort(new Error('gone'))
      })
      const ended = await Promise.allSettled(given)
      expect(ended.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 'rejected'))
      expect(await store.countDevices(storeCall().call, {}, all)).toBe(15)
    })

    it('answers again with the next question after the server was gone', async () => {
      await using opened = openStore()
      const { store } = opened
      const count = async () => store.countDevices(storeCall().call, {}, all)
      expect(await Promise.all([count(), count()])).toEqual([15, 15])
      await server.kill()
      await expect(count()).rejects.toMatchObject({ code: 'PCI_STORE_UNAVAILABLE', details: { cell: 'nasty' } })
      await server.start()
      expect(await count()).toBe(15)
      // Killed and back between two questions: the pool holds nothing but dead connections.
      await server.kill()
      await server.start()
      expect(await count()).toBe(NASTY_CELL.rows.pci_devices.length - 2)
    }, 60_000)

    it('hangs up on a server that is frozen, so that nothing keeps the process', async () => {
      await using proxy = await startProxy(server.port)
      const before = countSockets() - proxy.openSockets()
      const url = kind.url(server, 'reader').replace(`:${server.port}/`, `:${proxy.port}/`)
      const options = { statementTimeoutMs: 10_000, poolSize: 2, onIdleError: () => undefined }
      const connector = kind.connect(parseCellUrl(url), options)
      const ask = () => connector.query({ sql: 'SELECT host FROM services', parameters: [] })
      await Promise.all([ask(), ask()])
      proxy.freeze()
      const stuck = expect(ask()).rejects.toThrow()
      await new Promise((resolve) => setTimeout(resolve, 50))
      const startedAt = performance.now()
      await connector.close()
      // It would be the statement's own limit, of 10 s.
      expect(performance.now() - startedAt).toBeLessThan(8000)
      await stuck
      expect(countSockets() - proxy.openSockets()).toBe(before)
    })

    it('is left alone when it is frozen, and read again when it is back', async () => {
      await using proxy = await startProxy(server.port)
      const url = kind.url(server).replace(`:${server.port}/`, `:${proxy.port}/`)
      const options = { statementTimeoutMs: 500, poolSize: 2, log: silentLog }
      const store = openPciStore([{ name: 'nasty', uuid: null, url }], options)
      const count = async () => store.countDevices(storeCall().call, {}, all)
      const probe = async () => store.probe(AbortSignal.timeout(2000))
      expect(await Promise.all([count(), count(), probe()])).toEqual([15, 15, undefined])
      proxy.freeze()
      const first = await Promise.allSettled([count(), count(), count()])
      expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
      await expect(count()).rejects.toThrow(/cell nasty cannot be read: its database fell silent .* left alone for 5 s/)
      await expect(probe()).rejects.toThrow(/fell silent|cannot be reached/)
      proxy.thaw()
      await probe()
      await expect.poll(count, { timeout: 30_000, interval: 250 }).toBe(15)
      await store.close()
    })

    it('is opened while the server is down, and reads when it is up', async () => {
      await server.kill()
      await using opened = openStore()
      const [down] = await opened.store.describeCells(storeCall().call)
      expect(down?.reachable).toBe(false)
      await server.start()
      const [up] = await opened.store.describeCells(storeCall().call)
      expect(up).toMatchObject({ reachable: true, observedAt: new Date('2026-11-22T11:00:00Z') })
    }, 60_000)
  })
}
