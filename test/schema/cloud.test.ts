import { expect, it } from 'vitest'
import { countOf, startGraph } from '../support/graph.ts'

const CLOUD = /* GraphQL */ `
  {
    cloud {
      name
      region
      isDemo
      microversions {
        min
        max
      }
      cells {
        name
        uuid
        database
        reachable
        observedAt
      }
      partial
      freshness
    }
  }
`

it('tells an admin of every cell, in one statement each', async () => {
  await using graph = await startGraph({ servers: 10, hypervisors: 6, cells: 2 })
  const before = Date.now() - 60_000
  const { data, errors, upstream } = await graph.ask<{ cloud: { freshness: string } }>(CLOUD)
  expect(errors).toEqual([])
  const cell = { uuid: null, database: 'SQLITE', reachable: true, observedAt: expect.any(String) as string }
  expect(data).toEqual({
    cloud: {
      name: 'demo',
      region: 'RegionOne',
      isDemo: false,
      microversions: { min: '2.1', max: '2.93' },
      cells: [
        { name: 'cell1', ...cell },
        { name: 'cell2', ...cell },
      ],
      partial: false,
      freshness: expect.any(String) as string,
    },
  })
  expect(Date.parse(data?.cloud.freshness ?? '')).toBeGreaterThan(before)
  expect(upstream.sql.map(({ cell, count }) => [cell, count]).sort()).toEqual([
    ['cell1', 1],
    ['cell2', 1],
  ])
})

it('tells alice what is from the configuration alone, and names the rule for the rest', async () => {
  await using graph = await startGraph({ servers: 10, hypervisors: 6 })
  const { data, errors, upstream } = await graph.ask(CLOUD, { as: 'alice' })
  expect(data).toMatchObject({
    cloud: {
      name: 'demo',
      region: 'RegionOne',
      microversions: { max: '2.93' },
      cells: null,
      partial: null,
      freshness: null,
    },
  })
  expect(errors.map(({ path, extensions }) => [path?.join('.'), extensions.code, extensions.rule])).toEqual(
    ['cells', 'partial', 'freshness'].map((field) => [`cloud.${field}`, 'FORBIDDEN', 'pcigraph:cloud:cells']),
  )
  expect(upstream.sql).toEqual([])
})

it('asks nobody for its name', async () => {
  await using graph = await startGraph({ servers: 10, hypervisors: 6 })
  await graph.ask('{ cloud { name } }')
  const { upstream } = await graph.ask('{ cloud { name region isDemo } }')
  expect([countOf({ upstream }, 'nova'), upstream.total]).toEqual([0, 0])
})
