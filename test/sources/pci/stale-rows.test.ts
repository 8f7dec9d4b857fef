import { expect, it } from 'vitest'
import { PciStoreUnavailable } from '../../../src/errors.ts'
import { openCell } from '../../../src/sources/pci/cell.ts'
import type { Connector } from '../../../src/sources/pci/connector.ts'
import { sqliteDialect } from '../../../src/sources/pci/sqlite.ts'
import { storeCall, silentLog } from '../../support/databases/store-call.ts'

/** A cell whose database answers once for each statement and is gone then. */
function dyingCell(maxStaleMs: number) {
  let isGone = false
  const connector: Connector = {
    query: ({ parameters }) =>
      isGone
        ? Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))
        : Promise.resolve([{ of: parameters[0] }]),
    close: () => Promise.resolve(),
  }
  const cell = openCell({ name: 'cell1', dialect: sqliteDialect, connector, poolSize: 1, log: silentLog, maxStaleMs })
  const statement = (project: string) =>
    sqliteDialect.builder.selectFrom('instances').select('uuid').where('project_id', '=', project)
  return {
    ask: (token: string, project: string) => {
      const stale: object[] = []
      const { call } = storeCall()
      const asking = cell.ask(
        {
          ...call,
          caller: { ...call.caller, token },
          receipt: { ...call.receipt, addStale: (answer) => void stale.push(answer) },
        },
        statement(project),
      )
      return asking.then((rows: readonly unknown[]) => ({ rows, stale }))
    },
    die: () => {
      isGone = true
    },
  }
}

it('stands rows in for those that do not come: for the same statement of the same token, and says so', async () => {
  const cell = dyingCell(60_000)
  const fresh = await cell.ask('alice', 'a')
  expect(fresh.stale).toEqual([])
  cell.die()
  const { rows, stale } = await cell.ask('alice', 'a')
  expect(rows).toEqual(fresh.rows)
  expect(stale).toMatchObject([{ source: 'pci store', ageMs: expect.any(Number) as unknown }])
  await expect(cell.ask('bob', 'a')).rejects.toThrow(PciStoreUnavailable)
  await expect(cell.ask('alice', 'b')).rejects.toThrow(PciStoreUnavailable)
})

it('stands nothing in unless it is told to', async () => {
  const cell = dyingCell(0)
  await cell.ask('alice', 'a')
  cell.die()
  await expect(cell.ask('alice', 'a')).rejects.toThrow(PciStoreUnavailable)
})
