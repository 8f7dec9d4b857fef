import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { openCell } from '../../../src/sources/pci/cell.ts'
import type { Connector } from '../../../src/sources/pci/connector.ts'
import { sqliteDialect } from '../../../src/sources/pci/sqlite.ts'
import { silentLog, storeCall } from '../../support/databases/store-call.ts'

/** A database whose answers come when the test says so. */
function slowDatabase() {
  const running: { answer: (rows: unknown[]) => void; fail: (error: Error) => void }[] = []
  const connector: Connector = {
    query() {
      const { promise, resolve, reject } = Promise.withResolvers<readonly unknown[]>()
      running.push({ answer: resolve, fail: reject })
      return promise
    },
    close: () => Promise.resolve(),
  }
  return { connector, running }
}

const statement = {
  compile: () => sql`select 1`.compile(sqliteDialect.builder),
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('a cell', () => {
  const open = (connector: Connector, log = silentLog) =>
    openCell({ name: 'cell1', dialect: sqliteDialect, connector, poolSize: 2, log })

  it('rejects at once when nobody waits any more, and keeps the place until the database is done', async () => {
    const { connector, running } = slowDatabase()
    const cell = open(connector)
    const abort = new AbortController()
    const { call, statements } = storeCall(abort.signal)
    const given = [cell.ask(call, statement), cell.ask(call, statement), cell.ask(call, statement)]
    const other = cell.ask(storeCall().call, statement)
    await settled()
    expect(running).toHaveLength(2)
    abort.abort(new Error('gone'))
    const ended = await Promise.allSettled(given)
    expect(ended.map((end) => end.status === 'rejected' && String(end.reason))).toEqual(Array(3).fill('Error: gone'))
    expect(statements).toEqual(['cell1', 'cell1'])
    expect(running).toHaveLength(2)
    running[0]?.answer([])
    await settled()
    // The third gave up in the line; the place goes to the fourth.
    expect(running).toHaveLength(3)
    running[2]?.answer([{ one: 1 }])
    expect(await other).toEqual([{ one: 1 }])
  })

  it('never runs more statements at a time than it has places', async () => {
    const { connector, running } = slowDatabase()
    const cell = open(connector)
    const asked = Array.from({ length: 7 }, () => cell.ask(storeCall().call, statement))
    for (let answered = 0; answered < 7; answered++) {
      await settled()
      expect(running.length - answered).toBeLessThanOrEqual(2)
      running[answered]?.answer([])
    }
    expect(await Promise.all(asked)).toHaveLength(7)
  })

  it('is looked at by a connection of its own, which no statement holds up', async () => {
    const { connector, running } = slowDatabase()
    const prober: Connector = { query: () => Promise.resolve([]), close: () => Promise.resolve() }
    const cell = openCell({ name: 'cell1', dialect: sqliteDialect, connector, prober, poolSize: 1, log: silentLog })
    const asked = [cell.ask(storeCall().call, statement), cell.ask(storeCall().call, statement)]
    await settled()
    await cell.probe(new AbortController().signal, statement)
    expect(running).toHaveLength(1)
    running[0]?.answer([])
    await settled()
    running[1]?.answer([])
    await Promise.all(asked)
  })

  it('is not down when its database says no to a statement', async () => {
    const { connector, running } = slowDatabase()
    const lines: string[] = []
    const log = (_: object, message: string) => void lines.push(message)
    const cell = open(connector, { ...silentLog, warn: log, info: log })
    const failed = cell.ask(storeCall().call, statement)
    await settled()
    running[0]?.fail(Object.assign(new Error('Expression tree is too large'), { code: 'SQLITE_ERROR' }))
    await expect(failed).rejects.toThrow('its database answered with an error (SQLITE_ERROR)')
    const answered = cell.ask(storeCall().call, statement)
    await settled()
    running[1]?.answer([])
    await answered
    expect(lines).toEqual(['the database of a cell did not carry out a statement'])
  })

  it('logs once that a database is down and once that it is back', async () => {
    const { connector, running } = slowDatabase()
    const lines: string[] = []
    const cell = open(connector, {
      ...silentLog,
      warn: (_, message) => void lines.push(message),
      info: (_, message) => void lines.push(message),
    })
    const failure = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:3306'), { code: 'ECONNREFUSED' })
    for (let index = 0; index < 4; index++) {
      const asked = cell.ask(storeCall().call, statement)
      await settled()
      if (index < 2) running[index]?.fail(failure)
      else running[index]?.answer([])
      const [end] = await Promise.allSettled([asked])
      if (index < 2) {
        expect(end).toMatchObject({
          reason: {
            code: 'PCI_STORE_UNAVAILABLE',
            message:
              'The PCI devices of cell cell1 cannot be read: its database refuses connections; is it running, and is the port right?',
            details: { cell: 'cell1' },
            cause: failure,
          },
        })
      }
    }
    expect(lines).toEqual(['the database of a cell does not answer', 'the database of a cell answers again'])
  })
})
