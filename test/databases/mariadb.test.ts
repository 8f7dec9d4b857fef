import { connectMysql } from '../../src/sources/pci/mysql.ts'
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
