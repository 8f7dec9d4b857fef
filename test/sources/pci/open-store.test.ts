import { describe, expect, it } from 'vitest'
import { openPciStore } from '../../../src/sources/pci/open-store.ts'
import { NASTY_CELL } from '../../support/databases/cells.ts'
import { createSqliteCells, seedSqlite } from '../../support/databases/sqlite-cells.ts'
import { silentLog, storeCall } from '../../support/databases/store-call.ts'

const options = { statementTimeoutMs: 1000, poolSize: 2, log: silentLog }
const all = 'every project'

describe('openPciStore', () => {
  it('says what to configure when there is no source', async () => {
    const store = openPciStore([], options)
    const { call } = storeCall()
    const unconfigured = {
      code: 'PCI_STORE_UNAVAILABLE',
      message: expect.stringContaining('PCIGRAPH_SOURCES=') as string,
    }
    expect(store.cells).toEqual([])
    expect((await store.listDevicesByServer(call, ['x'], all)).unavailable).toMatchObject([unconfigured])
    expect((await store.listNodePciStats(call, ['x'])).unavailable).toMatchObject([unconfigured])
    await expect(store.countDevices(call, {}, all)).rejects.toMatchObject(unconfigured)
    await expect(store.probe(call.signal)).rejects.toMatchObject(unconfigured)
    expect(await store.describeCells(call)).toEqual([])
    await store.close()
  })

  it('refuses URLs that it cannot read, all at once, by the names of their cells', () => {
    const open = () =>
      openPciStore(
        [
          { name: 'a', uuid: null, url: 'mysql://n:hunter2@db' },
          { name: 'b', uuid: null, url: 'nonsense' },
        ],
        options,
      )
    expect(open).toThrow(/a: the database URL names no database[^]*b: the database URL does not begin/)
    expect(open).not.toThrow(/hunter2/)
  })

  it('reads a SQLite file that appears only after the start', async () => {
    await using databases = await createSqliteCells([])
    const store = openPciStore([{ name: 'late', uuid: null, url: databases.deadUrl }], options)
    const { call } = storeCall()
    await expect(store.countDevices(call, {}, all)).rejects.toThrow('the file cannot be opened')
    seedSqlite(databases.deadUrl.replace('sqlite:', ''), NASTY_CELL)
    expect(await store.countDevices(call, {}, all)).toBe(15)
    await store.close()
  })

  it('says so when a file is no database of Nova’s', async () => {
    const store = openPciStore(
      [
        { name: 'text', uuid: null, url: `sqlite:${import.meta.filename}` },
        { name: 'empty', uuid: null, url: 'sqlite:/dev/null' },
      ],
      options,
    )
    const { unavailable } = await store.listDevicesByServer(storeCall().call, ['x'], all)
    expect(unavailable.map(({ message }) => message)).toEqual([
      'The PCI devices of cell text cannot be read: the file is no sound SQLite database',
      'The PCI devices of cell empty cannot be read: its database is no Nova cell database: a table or column is missing',
    ])
    await store.close()
  })
})
