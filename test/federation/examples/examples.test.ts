import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerOf, type Register } from '../../../examples/assets/register.ts'
import { neutronOf, type Neutron, type Port } from '../../../examples/network/ports.ts'
import { demoModel } from '../../../examples/subgraph/demo-model.ts'
import { startHiveGateway } from '../stock/hive-gateway.ts'
import type { Router } from '../stock/router.ts'
import { startJoinedCloud, type JoinedCloud } from './joined-cloud.ts'

const TO_THE_RACK = /* GraphQL */ `
  query ($server: ID!) {
    server(id: $server) {
      name
      ports {
        id
        device {
          address
          port {
            id
          }
          hypervisor {
            asset {
              serial
              rack {
                id
              }
            }
          }
        }
      }
    }
  }
`
const EVERYTHING_OF_MINE = /* GraphQL */ `
  {
    servers(first: 500) {
      nodes {
        id
        ports {
          id
          hostId
          bindingProfile {
            pciSlot
          }
          device {
            id
          }
        }
        pciDevices {
          id
          asset {
            tag
            rack {
              id
            }
          }
        }
      }
    }
    ports(first: 5000) {
      id
    }
    racks {
      id
    }
  }
`
type Mine = {
  servers: {
    nodes: {
      id: string
      ports: Pick<Port, 'id' | 'hostId' | 'bindingProfile'>[]
      pciDevices: { id: string; asset: { tag: string; rack: null } | null }[]
    }[]
  }
  ports: { id: string }[]
  racks: unknown[]
}

describe('the examples', () => {
  let cloud: JoinedCloud
  let router: Router
  let neutron: Neutron
  let register: Register
  beforeAll(async () => {
    cloud = await startJoinedCloud()
    router = startHiveGateway(cloud.supergraph)
    neutron = neutronOf(cloud.own.demo.model)
    register = registerOf(cloud.own.demo.model)
  })
  afterAll(async () => {
    await router[Symbol.asyncDispose]()
    await cloud[Symbol.asyncDispose]()
  })

  it('are made of the very cloud that the demo is', () => {
    const { model } = cloud.own.demo
    const made = demoModel()
    expect(made.servers.map(({ id }) => id)).toEqual(model.servers.map(({ id }) => id))
    const slotsOf = ({ hosts }: typeof made) =>
      hosts.flatMap(({ name, devices }) => devices.map(({ address, serverId }) => [name, address, serverId]))
    expect(slotsOf(made)).toEqual(slotsOf(model))
  })

  it('lead an operator from a server to its port, the device, the hypervisor and the rack', async () => {
    const port = neutron.ports.find(({ bindingProfile }) => bindingProfile !== null)
    const token = await cloud.own.token('admin')
    const { data, errors } = await router.ask(TO_THE_RACK, { variables: { server: port?.serverId }, token })
    expect(errors).toEqual([])
    const host = cloud.own.demo.model.hosts.find(({ name }) => name === port?.hostId)
    const asset = register.byHypervisor.get(host?.id ?? '')
    expect(data).toMatchObject({
      server: {
        ports: [
          { device: null },
          {
            id: port?.id,
            device: {
              address: port?.bindingProfile?.pciSlot,
              port: { id: port?.id },
              hypervisor: { asset: { serial: asset?.serial, rack: { id: asset?.rackId } } },
            },
          },
        ],
      },
    })
  })

  it('give alice what is hers, all of it, and nothing of where it stands', async () => {
    const { projectId } = cloud.own.demo.users.alice
    const { data, errors } = await router.ask(EVERYTHING_OF_MINE, { token: await cloud.own.token('alice') })
    expect(errors).toEqual([])
    const { servers, ports, racks } = data as Mine
    const own = neutron.ports.filter((port) => port.projectId === projectId).map(({ id }) => id)
    expect(own.length).toBeGreaterThan(20)
    expect(ports.map(({ id }) => id)).toEqual(own)
    const seen = servers.nodes.flatMap((server) => server.ports)
    expect(seen.map(({ id }) => id).sort()).toEqual(own.toSorted())
    expect(seen.filter((port) => port.hostId ?? port.bindingProfile)).toEqual([])
    const shown = servers.nodes.flatMap(({ pciDevices }) => pciDevices)
    expect(shown.length).toBeGreaterThan(10)
    for (const { id, asset } of shown) {
      const inRegister = register.byDevice.get(id)
      expect(asset).toEqual(inRegister?.ownerId === projectId ? { tag: inRegister?.tag, rack: null } : null)
    }
    expect(shown.some(({ asset }) => asset !== null)).toBe(true)
    expect(racks).toEqual([])
  })

  it('tell alice of a port of others what they tell of one that does not exist', async () => {
    const { projectId } = cloud.own.demo.users.alice
    const other = neutron.ports.find((port) => port.projectId !== projectId)
    const query = 'query ($id: ID!) { port(id: $id) { id macAddress } }'
    for (const id of [other?.id, '00000000-0000-4000-8000-000000000000']) {
      const answer = await router.ask(query, { variables: { id }, token: await cloud.own.token('alice') })
      expect(answer).toEqual({ data: { port: null }, errors: [] })
    }
  })

  it.each([
    ['without a token', undefined, 'No token: name X-Auth-Token among the headers that the gateway forwards here.'],
    ['with one that Keystone does not know', 'made-up', 'Keystone does not know this token.'],
  ])('refuse who comes %s, and still tell routers their SDL', async (_how, token, message) => {
    for (const { url } of [cloud.network, cloud.assets]) {
      const ask = async (query: string): Promise<unknown> => {
        const response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...(token !== undefined && { 'x-auth-token': token }) },
          body: JSON.stringify({ query }),
        })
        return response.json()
      }
      const typeName = url === cloud.network.url ? 'Server' : 'Project'
      const field = url === cloud.network.url ? 'ports { id }' : 'assets { tag }'
      expect(
        await ask(
          `{ _entities(representations: [{ __typename: "${typeName}", id: "demo" }]) { ... on ${typeName} { ${field} } } }`,
        ),
      ).toMatchObject({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] })
      expect(await ask('{ _service { sdl } }')).toMatchObject({ data: { _service: {} } })
    }
  })
})
