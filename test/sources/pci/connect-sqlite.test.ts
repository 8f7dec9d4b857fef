import { mkdtemp, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it, vi } from 'vitest'
import { connectSqlite } from '../../../src/sources/pci/sqlite.ts'

const handles = vi.hoisted(() => ({ opened: 0 }))
vi.mock('better-sqlite3', async (importOriginal) => {
  const { default: Original } = await importOriginal<{ default: typeof Sqlite }>()
  class Counted extends Original {
    constructor(...options: ConstructorParameters<typeof Original>) {
      super(...options)
      handles.opened++
    }
  }
  return { default: Counted }
})

it('opens a file once for all who ask at the same time, and again after it could not be opened', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'pcigraph-sqlite-'))
  const path = join(directory, 'cell.db')
  const connector = connectSqlite(path, { statementTimeoutMs: 1000, poolSize: 4, onIdleError: () => undefined })
  const ask = () => connector.query({ sql: 'select 1 as one', parameters: [] })
  try {
    await Promise.all(Array.from({ length: 4 }, () => expect(ask()).rejects.toThrow(/unable to open/)))
    new Sqlite(path).exec('create table empty (id integer)').close()
    handles.opened = 0
    expect(await Promise.all(Array.from({ length: 4 }, ask))).toEqual(Array(4).fill([{ one: 1 }]))
    expect(handles.opened).toBe(1)
  } finally {
    await connector.close()
    await rm(directory, { recursive: true })
  }
})

it('reads the file that is there, not one that was moved away while it was open', async () => {
  await using file = await makeFile(1)
  expect(await file.ask()).toEqual([{ id: 1 }])
  await rename(file.path, `${file.path}.old`)
  await expect(file.ask()).rejects.toThrow(/unable to open/)
  fill(file.path, 2)
  expect(await file.ask()).toEqual([{ id: 2 }])
})

it('waits for a lock without holding up the process', async () => {
  await using file = await makeFile(1)
  const writer = new Sqlite(file.path)
  writer.exec('begin exclusive')
  let ticks = 0
  const timer = setInterval(() => ticks++, 20)
  setTimeout(() => writer.exec('commit').close(), 200)
  expect(await file.ask()).toEqual([{ id: 1 }])
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(0)
})

async function makeFile(id: number) {
  const directory = await mkdtemp(join(tmpdir(), 'pcigraph-sqlite-'))
  const path = join(directory, 'cell.db')
  fill(path, id)
  const connector = connectSqlite(path, { statementTimeoutMs: 1000, poolSize: 4, onIdleError: () => undefined })
  return {
    path,
    ask: () => connector.query({ sql: 'select id from things', parameters: [] }),
    async [Symbol.asyncDispose]() {
      await connector.close()
      await rm(directory, { recursive: true })
    },
  }
}

function fill(path: string, id: number): void {
  new Sqlite(path).exec(`create table things (id integer); insert into things values (${id})`).close()
}
