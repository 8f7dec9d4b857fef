import { describe, expect, it } from 'vitest'
import { connectMysql } from '../../src/sources/pci/mysql.ts'
import { startGateway } from '../http/gateway.ts'
import { describePciStore } from '../sources/pci/contract.ts'
import { NASTY_CELL } from '../support/databases/cells.ts'
import { mariadbUrl, seedMariadb, startMariadb } from '../support/databases/mariadb.ts'
import { describeServer } from './server-behaviour.ts'

describePciStore('the PCI store on MariaDB', async (cells) => {
  const server = await startMariadb()
  await seedMariadb(server, cells)
  return {
    cells: cells.map(({ name }) => ({ name, uuid: null, url: mariadbUrl(server, name) })),
    deadUrl: 'mysql://reader:secret@127.0.0.1:1/nova',
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
})

describe('a MariaDB server that is stopped by a signal', () => {
  it('costs the time limit once, is left alone then, and is read again when it goes on', async () => {
    await using server = await startMariadb()
    await seedMariadb(server, [NASTY_CELL])
    const cells = [{ name: 'nasty', uuid: null, url: mariadbUrl(server, 'nasty') }]
    await using gateway = await startGateway({ cellConfigs: cells, env: { PCIGRAPH_STATEMENT_TIMEOUT_MS: '500' } })
    // Equal questions would be one.
    const ask = (first = 1) => gateway.ask(`{ pciDevices(first: ${first}) { totalCount } }`)
    const whole = { pciDevices: { totalCount: NASTY_CELL.rows.pci_devices.length - 2 } }
    expect((await ask()).data).toEqual(whole)
    server.signal('SIGSTOP')
    try {
      for (const { ms, errors } of await Promise.all([ask(1), ask(2), ask(3)])) {
        expect(errors).toMatchObject([{ extensions: { code: 'PCI_STORE_UNAVAILABLE', cell: 'nasty' } }])
        expect(ms).toBeLessThan(4000)
      }
      const { ms, errors } = await ask()
      expect(errors[0]?.message).toMatch(/cell nasty cannot be read: .* is left alone for 5 s/)
      expect(ms).toBeLessThan(1000)
    } finally {
      server.signal('SIGCONT')
    }
    await expect.poll(async () => (await ask()).data, { timeout: 30_000, interval: 250 }).toEqual(whole)
  })
})

describeServer('a MariaDB server', {
  start: startMariadb,
  seed: (server) => seedMariadb(server, [NASTY_CELL]),
  url: (server, user) => mariadbUrl(server, 'nasty', user),
  connect(url, options) {
    if (url.database !== 'MYSQL') throw new Error('not the URL of a MySQL database')
    return connectMysql(url, options)
  },
  sleep: 'SELECT SLEEP(10)',
  denied: /command denied/,
})
