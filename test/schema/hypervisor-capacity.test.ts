import { expect, it } from 'vitest'
import { countOf, startGraph, type Graph } from '../support/graph.ts'

const CAPACITY = /* GraphQL */ `
  {
    hypervisors(first: 100) {
      nodes {
        hostname
        stats {
          source
          vcpus
          vcpusUsed
          memoryMib
          diskGib
          serverCount
        }
      }
    }
  }
`
type Capacity = {
  hypervisors: { nodes: { hostname: string; stats: Record<string, unknown> }[] }
}

/** A Nova of the future, which serves nothing older than 2.88: capacity has left os-hypervisors by then. */
function forgetOldMicroversions(graph: Graph): void {
  graph.demo.interfere(({ service, path }) =>
    service === 'nova' && /^.v2.1.?$/.test(path)
      ? {
          kind: 'change',
          change: (body) =>
            JSON.parse(JSON.stringify(body).replaceAll('"min_version":"2.1"', '"min_version":"2.88"')) as unknown,
        }
      : null,
  )
}

it('takes capacity from Nova at 2.87, where it is in the listing itself', async () => {
  await using graph = await startGraph({ servers: 30, devices: 60, hypervisors: 6 })
  const answer = await graph.ask<Capacity>(CAPACITY)
  expect(answer.errors).toEqual([])
  expect(answer.data?.hypervisors.nodes.map(({ stats }) => stats.source)).toEqual(Array(6).fill('NOVA'))
  expect([countOf(answer, 'nova'), countOf(answer, 'placement')]).toEqual([1, 0])
  expect(graph.demo.calls.find(({ path }) => path.endsWith('os-hypervisors/detail'))?.microversion).toBe('2.87')
})

it('takes it from Placement where 2.87 is no longer served, and does not make up what Placement cannot know', async () => {
  await using graph = await startGraph({ servers: 30, devices: 60, hypervisors: 6 })
  const before = await graph.ask<Capacity>(CAPACITY)
  await using newer = await startGraph({ servers: 30, devices: 60, hypervisors: 6 })
  forgetOldMicroversions(newer)
  const after = await newer.ask<Capacity>(CAPACITY)
  expect(after.errors).toEqual([])
  // Placement has no call for many providers: an inventory and a usage each.
  expect([countOf(after, 'nova'), countOf(after, 'placement')]).toEqual([1, 12])
  const known = before.data?.hypervisors.nodes.map(({ hostname, stats }) => [
    hostname,
    stats.vcpus,
    stats.memoryMib,
    stats.diskGib,
  ])
  expect(
    after.data?.hypervisors.nodes.map(({ hostname, stats }) => [hostname, stats.vcpus, stats.memoryMib, stats.diskGib]),
  ).toEqual(known)
  for (const { stats } of after.data?.hypervisors.nodes ?? []) {
    expect(stats).toMatchObject({ source: 'PLACEMENT', serverCount: null })
  }
})
