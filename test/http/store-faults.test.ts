import { renameSync, rmSync, writeFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { startGateway, type Gateway } from './gateway.ts'

const QUESTION = `{
  servers(first: 5) { nodes { name hypervisor { hostname pciStats { free } } pciDevices { address } } }
  pciDevices(first: 2) { nodes { address } }
  hypervisors(first: 2) { nodes { hostname } }
}`

const FAULTS: readonly (readonly [name: string, spoil: (path: string) => () => void, words: RegExp])[] = [
  ['is gone', remove, /the file cannot be opened/],
  ['is no database', corrupt, /the file is no sound SQLite database/],
  ['is locked by a writer', lock, /the file is locked by a writer/],
]

it.each(FAULTS)(
  'the database of a cell %s: its fields are null with a code, and all others are there',
  async (_name, spoil, words) => {
    await using gateway = await startGateway()
    const restore = spoil(gateway.demo.database('cell1'))
    const reply = await gateway.ask(QUESTION)
    expect(reply.status).toBe(200)
    const extensions = { code: 'PCI_STORE_UNAVAILABLE', cell: 'cell1' }
    expect(Object.fromEntries(reply.errors.map((error) => [place(error.path), error.extensions]))).toMatchObject({
      'servers.nodes.*.pciDevices': { ...extensions, affected: 5 },
      'servers.nodes.*.hypervisor.pciStats': extensions,
      pciDevices: extensions,
    })
    expect(reply.errors).toHaveLength(3)
    for (const { message } of reply.errors) expect(message).toMatch(words)
    expect(reply.data).toMatchObject({
      servers: { nodes: Array.from({ length: 5 }, () => ({ name: expect.any(String) as unknown, pciDevices: null })) },
      pciDevices: null,
      hypervisors: { nodes: [{ hostname: expect.any(String) as unknown }, {}] },
    })
    expect(reply.text).not.toMatch(/sqlite:|\/tmp|select |\.ts:/)
    expect(reply.ms).toBeLessThan(8000)
    await expectNextAnswerIsGood(gateway, restore)
  },
)

it('says what to configure where no cell is', async () => {
  await using gateway = await startGateway({ withoutCells: true })
  const reply = await gateway.ask('{ servers(first: 2) { nodes { name pciDevices { id } } } }')
  expect(reply.data).toMatchObject({ servers: { nodes: [{ pciDevices: null }, { pciDevices: null }] } })
  expect(reply.errors).toMatchObject([
    {
      message: expect.stringContaining('PCIGRAPH_SOURCES') as unknown,
      extensions: { code: 'PCI_STORE_UNAVAILABLE', affected: 2 },
    },
  ])
})

async function expectNextAnswerIsGood(gateway: Gateway, restore: () => void): Promise<void> {
  restore()
  const next = await gateway.ask(QUESTION)
  expect(next.errors).toEqual([])
}

function place(path: readonly (string | number)[] = []): string {
  return path.map((part) => (typeof part === 'number' ? '*' : part)).join('.')
}

function remove(path: string): () => void {
  renameSync(path, `${path}.away`)
  return () => renameSync(`${path}.away`, path)
}

function corrupt(path: string): () => void {
  const restore = remove(path)
  writeFileSync(path, 'This is no database.'.repeat(1000))
  return () => {
    rmSync(path)
    restore()
  }
}

function lock(path: string): () => void {
  const writer = new Sqlite(path)
  writer.pragma('journal_mode = DELETE')
  writer.exec('BEGIN EXCLUSIVE')
  return () => {
    writer.exec('ROLLBACK')
    writer.close()
  }
}
