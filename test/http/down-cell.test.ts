import { rmSync } from 'node:fs'
import { expect, it, vi } from 'vitest'
import { startGateway } from './gateway.ts'

const env = { PCIGRAPH_PROBE_CELLS: 'true' }
const QUESTION = '{ list: servers(first: 500) { nodes { id } } }'

it('tells of a list that the servers of a down cell are missing, with its name to who may see cells', async () => {
  await using gateway = await startGateway({ cells: 2, servers: 40, hypervisors: 12, env })
  rmSync(gateway.demo.database('cell2'))
  gateway.demo.loseCells('cell2')
  // The first question sets off the look; none waits for it.
  await gateway.ask(QUESTION)
  const partial = await vi.waitFor(
    async () => {
      const reply = await gateway.ask(QUESTION)
      expect(reply.errors).toHaveLength(1)
      return reply
    },
    { timeout: 10_000 },
  )
  expect(partial.data).toHaveProperty('list.nodes')
  expect(partial.errors).toMatchObject([
    { path: ['list'], extensions: { code: 'UPSTREAM_PARTIAL', upstream: 'nova', cell: 'cell2' } },
  ])
  expect(partial.errors[0]?.message).toMatch(/The servers of \d+ hosts of cell cell2 are missing here/)
  const alice = await gateway.ask(QUESTION, { as: 'alice' })
  expect(alice.errors).toMatchObject([{ path: ['list'], extensions: { code: 'UPSTREAM_PARTIAL' } }])
  expect(JSON.stringify(alice.errors)).not.toMatch(/cell2|hosts/)
})

it('looks every ten seconds at most, beside the requests and not for them', async () => {
  await using gateway = await startGateway({ cells: 2, env })
  for (let i = 0; i < 5; i++) expect((await gateway.ask(QUESTION)).errors).toEqual([])
  await vi.waitFor(() => expect(gateway.callsTo('nova')).toContain('GET /v2.1/os-services'), { timeout: 10_000 })
  expect(gateway.callsTo('nova').filter((call) => call === 'GET /v2.1/os-services')).toHaveLength(1)
})
