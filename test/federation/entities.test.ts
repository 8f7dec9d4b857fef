import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { countOf, startGraph, type Graph, type UserName } from '../support/graph.ts'

const ENTITIES = /* GraphQL */ `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      __typename
      ... on Server {
        id
        name
        project {
          name
        }
      }
      ... on Hypervisor {
        id
        hostname
        stats {
          vcpus
        }
      }
      ... on PciDevice {
        id
        address
        slot {
          host
          address
        }
        extraInfo
      }
      ... on Project {
        id
        projectName: name
        enabled
      }
      ... on Flavor {
        id
        flavorName: name
        vcpus
      }
    }
  }
`
type Entities = { _entities: ({ __typename: string; id: string } | null)[] }
type Ids = {
  servers: { nodes: { id: string; projectId: string; flavor: { flavor: { id: string } } }[] }
  hypervisors: { nodes: { id: string }[] }
  pciDevices: { nodes: { id: string; slot: { host: string; address: string } }[] }
}
const UNKNOWN = '00000000-0000-4000-8000-000000000000'

describe('entities', () => {
  let graph: Graph
  let known: Ids
  beforeAll(async () => {
    graph = await startGraph({ servers: 120, hypervisors: 60 })
    const { data } = await graph.ask<Ids>(
      '{ servers(first: 500) { nodes { id projectId flavor { flavor { id } } } } hypervisors(first: 500) { nodes { id } } pciDevices(first: 500) { nodes { id slot { host address } } } }',
    )
    if (!data) throw new Error('no data')
    known = data
  })
  afterAll(() => graph[Symbol.asyncDispose]())

  const ask = (representations: readonly object[], as: UserName = 'admin') =>
    graph.ask<Entities>(ENTITIES, { as, variables: { representations } })

  it('are found by every key, in the order of the representations, as often as they are named', async () => {
    const server = known.servers.nodes[3]
    const hypervisor = known.hypervisors.nodes[2]
    const device = known.pciDevices.nodes[7]
    const project = { __typename: 'Project', id: server?.projectId }
    const flavor = { __typename: 'Flavor', id: server?.flavor.flavor.id }
    const { data, errors } = await ask([
      { __typename: 'PciDevice', slot: device?.slot },
      { __typename: 'Server', id: server?.id },
      flavor,
      { __typename: 'Server', id: UNKNOWN },
      { __typename: 'PciDevice', id: device?.id },
      project,
      { __typename: 'Hypervisor', id: hypervisor?.id },
      { __typename: 'Server', id: server?.id },
      { __typename: 'PciDevice', slot: { ...device?.slot, address: device?.slot.address.toUpperCase() } },
    ])
    expect(errors).toEqual([])
    const aDevice = { __typename: 'PciDevice', id: device?.id, slot: device?.slot }
    expect(data?._entities).toMatchObject([
      aDevice,
      { __typename: 'Server', id: server?.id },
      { ...flavor, vcpus: expect.any(Number) as number },
      null,
      aDevice,
      { ...project, projectName: expect.any(String) as string, enabled: true },
      { __typename: 'Hypervisor', id: hypervisor?.id, stats: { vcpus: expect.any(Number) as number } },
      { __typename: 'Server', id: server?.id },
      aDevice,
    ])
  })

  it('are null and no error where there are none of that key', async () => {
    const representations = [
      ...['Server', 'Hypervisor', 'PciDevice', 'Project', 'Flavor'].map((__typename) => ({ __typename, id: UNKNOWN })),
      { __typename: 'Server', id: 'no-uuid' },
      { __typename: 'Project', id: '../users' },
      { __typename: 'Project', id: '\ud800' },
      { __typename: 'Server' },
      { __typename: 'PciDevice', slot: { host: 'nowhere', address: '0000:00:00.0' } },
      { __typename: 'PciDevice', slot: { host: 'nowhere', address: 'no address' } },
      { __typename: 'PciDevice', slot: null },
      { __typename: 'PciDevice' },
    ]
    const { data, errors } = await ask(representations)
    expect(errors).toEqual([])
    expect(data?._entities).toEqual(representations.map(() => null))
  })

  it('of another type, or of none, are an error of their own and spoil no other', async () => {
    const [server] = known.servers.nodes
    const good = { __typename: 'Server', id: server?.id }
    const { data, errors } = await ask([good, { __typename: 'Port', id: 'x' }, { id: UNKNOWN }])
    expect(data?._entities).toMatchObject([good, null, null])
    expect(errors.map(({ path, extensions }) => `${path?.join('.')} ${extensions.code}`).sort()).toEqual([
      '_entities.1 BAD_USER_INPUT',
      '_entities.2 BAD_USER_INPUT',
    ])
  })

  it('that alice may not see are to her as those that are unknown', async () => {
    const { projectId } = graph.demo.users.alice
    const own = known.servers.nodes.find((server) => server.projectId === projectId)
    const other = known.servers.nodes.find((server) => server.projectId !== projectId)
    const [device] = known.pciDevices.nodes
    const hidden = [
      { __typename: 'Server', id: other?.id },
      { __typename: 'Hypervisor', id: known.hypervisors.nodes[0]?.id },
      { __typename: 'PciDevice', id: device?.id },
      { __typename: 'PciDevice', slot: device?.slot },
      { __typename: 'Project', id: other?.projectId },
    ]
    const { data, errors } = await ask(
      [{ __typename: 'Server', id: own?.id }, { __typename: 'Project', id: projectId }, ...hidden],
      'alice',
    )
    expect(errors).toEqual([])
    expect(data?._entities).toMatchObject([
      { __typename: 'Server', id: own?.id, project: { name: 'genomics' } },
      { __typename: 'Project', id: projectId, projectName: 'genomics' },
      null,
      null,
      null,
      null,
      null,
    ])
    const unknown = await ask(
      hidden.map(({ __typename }) => ({ __typename, id: UNKNOWN })),
      'alice',
    )
    expect(unknown).toMatchObject({ errors: [], data: { _entities: hidden.map(() => null) } })
  })

  it.each([
    ['Server', 'nova', 1],
    ['Hypervisor', 'nova', 1],
    // One of these is of a row without uuid: then the places of all are read first.
    ['PciDevice', 'sql', 2],
    ['PciDevice by slot', 'sql', 1],
  ] as const)('are one plan of calls for 50 of %s', async (kind, upstream, calls) => {
    const { servers, hypervisors, pciDevices } = known
    const all = {
      Server: servers.nodes.map(({ id }) => ({ id })),
      Hypervisor: hypervisors.nodes.map(({ id }) => ({ id })),
      PciDevice: pciDevices.nodes.map(({ id }) => ({ id })),
      'PciDevice by slot': pciDevices.nodes.map(({ slot }) => ({ slot })),
    }[kind]
    const representations = all.slice(0, 50).map((key) => ({ __typename: kind.split(' ')[0], ...key }))
    expect(representations).toHaveLength(50)
    const query = 'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename } }'
    const answer = await graph.ask<Entities>(query, { variables: { representations } })
    expect(answer.errors).toEqual([])
    expect(answer.data?._entities.filter((entity) => entity !== null)).toHaveLength(50)
    expect(upstream === 'sql' ? answer.upstream.sql[0]?.count : countOf(answer, upstream)).toBe(calls)
    expect(answer.upstream.total).toBe(calls)
  })
})
