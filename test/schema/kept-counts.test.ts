import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { startGraph } from '../support/graph.ts'

type Stats = { hypervisors: { nodes: { id: string; pciStats: { free: number; total: number }[] }[] } }

const STATS = '{ hypervisors(first: 100) { nodes { id pciStats { free total } } } }'

it('counts a database anew as soon as anything was written to it, and not before', async () => {
  await using graph = await startGraph()
  const [cell] = graph.demo.cells
  if (cell === undefined) throw new Error('The demo cloud has no cell')
  const statements = (answer: Awaited<ReturnType<typeof graph.ask>>) =>
    answer.upstream.sql.reduce((sum, { count }) => sum + count, 0)

  const first = await graph.ask<Stats>(STATS)
  expect(statements(first)).toBe(2)
  const again = await graph.ask<Stats>(STATS)
  expect(statements(again)).toBe(0)
  expect(again.data).toEqual(first.data)
  // Of another question too.
  const one = first.data?.hypervisors.nodes[0]
  const single = await graph.ask(`{ hypervisor(id: "${one?.id}") { pciStats { free total } } }`)
  expect(single.data).toEqual({ hypervisor: { pciStats: one?.pciStats } })
  expect(statements(single)).toBe(0)

  const database = new Sqlite(graph.demo.database(cell.name))
  const { changes } = database.prepare("UPDATE pci_devices SET deleted = id WHERE status = 'available'").run()
  database.close()
  expect(changes).toBeGreaterThan(0)
  const later = await graph.ask<Stats>(STATS)
  expect(statements(later)).toBe(2)
  // One of them may sit on a node that is gone.
  expect(totalOf(later.data)).toBeLessThan(totalOf(first.data) - changes + 5)
})

function totalOf(stats: Stats | null | undefined): number {
  const pools = stats?.hypervisors.nodes.flatMap(({ pciStats }) => pciStats) ?? []
  return pools.reduce((sum, { total }) => sum + total, 0)
}
