import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readCell, type CellTruth } from '../contract/truth/cell.ts'
import { readTruthEnvironment } from '../contract/truth/environment.ts'
import { findEndpoint, signIn } from '../contract/truth/keystone.ts'
import { ask } from './ask.ts'
import { installClients, propertiesOf, rowsOf, runClient, type ClientRun } from './client.ts'
import { startGateway, type Gateway } from './gateway.ts'
import { startRecorder, type Recorded, type Recorder } from './recorder.ts'
import { openSecondRegion, SECOND_REGION } from './second-region.ts'

const environment = readTruthEnvironment(process.env)
const BOOTED = 'test-clients'

let gateway: Gateway
let recorder: Recorder
let region: AsyncDisposable
let nova: string
let adminToken: string
let cell: CellTruth
beforeAll(async () => {
  await installClients()
  const { authUrl, passwords, projects } = environment
  const admin = await signIn(authUrl, 'admin', passwords.admin, { project: projects.admin })
  adminToken = admin.token
  nova = new URL(findEndpoint(admin.body, 'compute', environment.region) ?? '').origin
  gateway = await startGateway()
  recorder = await startRecorder(gateway.url)
  region = await openSecondRegion(environment, `${recorder.url}/v2.1`)
  cell = await readCell(environment.cellUrl)
})
afterAll(async () => {
  await region[Symbol.asyncDispose]()
  await recorder[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
})

/** A client's run, and what of it reached the gateway: every request that the client sent for compute, and none to Nova itself. */
async function throughGateway(...asked: ClientArguments): Promise<{ output: string; reached: Recorded[] }> {
  recorder.take()
  const { output, requests } = await run(...asked)
  const reached = recorder.take()
  expect(reached.length).toBeGreaterThan(0)
  expect(reached.map(({ method, path, status }) => ({ method, path, status }))).toEqual(
    requests
      .filter(({ origin }) => origin === recorder.url)
      .map(({ method, path, status }) => ({ method, path, status })),
  )
  expect(requests.filter(({ origin }) => origin === nova)).toEqual([])
  // No link of any answer leads around it: not to Nova, nor past the door that the client came by.
  for (const { path, body, location } of reached) {
    for (const origin of [nova, gateway.url]) expect(`${location} ${body}`, path).not.toContain(origin)
  }
  return { output, reached }
}

type ClientArguments = [client: 'nova' | 'openstack', args: readonly string[], user: 'admin' | 'alice']

const run = (...[client, args, user]: ClientArguments): Promise<ClientRun> => runClient(client, args, user, environment)

const paths = (reached: readonly Recorded[]) => reached.map(({ method, path }) => `${method} ${path}`)

const server = (name: string) => {
  const found = cell.instances.find((instance) => instance.name === name && !instance.deleted)
  if (found === undefined) throw new Error(`The cloud has no server ${name}`)
  return found
}
const devicesOf = (serverId: string) =>
  cell.devices
    .filter(({ instanceUuid, status }) => instanceUuid === serverId && status === 'allocated')
    .map(({ id }) => ({ id }))
    .sort((one, other) => one.id - other.id)

describe('nova --os-endpoint-override', () => {
  const override = (...command: string[]) => ['--os-endpoint-override', `${recorder.url}/v2.1`, ...command]
  const directly = (...command: string[]) => ['--os-endpoint-override', `${nova}/v2.1`, ...command]

  it('list: the servers as Nova itself lists them', async () => {
    const { output, reached } = await throughGateway('nova', override('list'), 'alice')
    expect(paths(reached)).toContain('GET /v2.1/servers/detail')
    const names = rowsOf(output).map(({ Name: name }) => name)
    expect(names).toEqual(['dpdk-1', 'notebook-1', 'router-1', 'train-1', 'train-2', 'web-1'])
    expect(output).toBe((await run('nova', directly('list'), 'alice')).output)
  })

  it('show: the ids of the devices are one row more', async () => {
    for (const name of ['train-1', 'web-1']) {
      const { uuid } = server(name)
      const { output, reached } = await throughGateway('nova', override('show', uuid), 'admin')
      expect(paths(reached)).toContain(`GET /v2.1/servers/${uuid}`)
      const properties = propertiesOf(output)
      expect(JSON.parse(properties.get('os-pci:pci_devices') ?? 'null')).toEqual(devicesOf(uuid))
      properties.delete('os-pci:pci_devices')
      expect(properties).toEqual(propertiesOf((await run('nova', directly('show', uuid), 'admin')).output))
    }
    expect(devicesOf(server('train-1').uuid)).toHaveLength(2)
  })

  it('show, as alice: the same of a server of hers', async () => {
    const { uuid } = server('train-1')
    const properties = propertiesOf((await throughGateway('nova', override('show', uuid), 'alice')).output)
    expect(JSON.parse(properties.get('os-pci:pci_devices') ?? 'null')).toEqual(devicesOf(uuid))
    properties.delete('os-pci:pci_devices')
    expect(properties).toEqual(propertiesOf((await run('nova', directly('show', uuid), 'alice')).output))
  })

  it('hypervisor-list: the hypervisors as Nova itself lists them', async () => {
    const { output, reached } = await throughGateway('nova', override('hypervisor-list'), 'admin')
    expect(paths(reached)).toContain('GET /v2.1/os-hypervisors')
    expect(rowsOf(output)).toHaveLength(7)
    expect(output).toBe((await run('nova', directly('hypervisor-list'), 'admin')).output)
  })

  it.each(['2.1', '2.52', '2.53', '2.87', '2.latest'])('hypervisor-show at %s: the pools are rows', async (version) => {
    const command = ['--os-compute-api-version', version, 'hypervisor-show']
    for (const host of ['gpu-a01', 'mix-d01']) {
      const node = cell.computeNodes.find(({ hypervisorHostname }) => hypervisorHostname === host)
      const id = String(version === '2.1' || version === '2.52' ? node?.id : node?.uuid)
      const { output, reached } = await throughGateway('nova', override(...command, id), 'admin')
      expect(paths(reached).filter((path) => path.startsWith(`GET /v2.1/os-hypervisors/${id}`))).toHaveLength(1)
      const properties = propertiesOf(output)
      const pools = poolsIn(properties.get('os-pci:pci_stats'))
      expect(poolsIn(properties.get('pci_stats'))).toEqual(pools)
      const free = cell.devices.filter(({ nodeHost, status }) => nodeHost === host && status === 'available')
      expect(pools.reduce((sum, { count }) => sum + count, 0)).toBe(free.length)
      for (const name of ['os-pci:pci_stats', 'pci_stats']) properties.delete(name)
      expect(properties).toEqual(propertiesOf((await run('nova', directly(...command, id), 'admin')).output))
    }
  })

  it('hypervisor-show by hostname', async () => {
    const { output } = await throughGateway('nova', override('hypervisor-show', 'gpu-b02'), 'admin')
    const properties = propertiesOf(output)
    expect(properties.get('hypervisor_hostname')).toBe('gpu-b02')
    expect(poolsIn(properties.get('pci_stats')).length).toBeGreaterThan(0)
  })
})

describe('openstack, with the gateway as the compute endpoint of a second region', () => {
  const COMMANDS: [command: string[], user: 'admin' | 'alice', reaches: string][] = [
    [['server', 'list'], 'alice', 'GET /v2.1/servers/detail'],
    [['server', 'list', '--all-projects', '--long'], 'admin', 'GET /v2.1/servers/detail'],
    [['server', 'show', 'train-1'], 'alice', 'GET /v2.1/servers/'],
    [['hypervisor', 'list'], 'admin', 'GET /v2.1/os-hypervisors'],
    [['hypervisor', 'show', 'gpu-a01'], 'admin', 'GET /v2.1/os-hypervisors/'],
    [['flavor', 'list'], 'alice', 'GET /v2.1/flavors/detail'],
    [['flavor', 'show', 'gpu.h100.2'], 'alice', 'GET /v2.1/flavors/'],
    [['availability', 'zone', 'list', '--compute'], 'alice', 'GET /v2.1/os-availability-zone'],
    [['compute', 'service', 'list'], 'admin', 'GET /v2.1/os-services'],
    [['limits', 'show', '--absolute'], 'alice', 'GET /v2.1/limits'],
  ]

  it.each(COMMANDS)('%j as %s prints what it prints of Nova itself', async (command, user, reaches) => {
    const asked = [...version('2.87'), ...command, '-f', 'json']
    const { output, reached } = await throughGateway('openstack', [...inSecondRegion(), ...asked], user)
    expect(paths(reached).some((path) => path.startsWith(reaches))).toBe(true)
    const own = await run('openstack', asked, user)
    expect(withoutOurs(output)).toEqual(withoutTime(own.output))
    expect(output.length).toBeGreaterThan(100)
  })

  it('server create and server delete: alice boots a server with a GPU and deletes it', async () => {
    const create = ['server', 'create', '--image', 'tiny', '--flavor', 'gpu.a100.1', '--nic', 'none', '--wait', BOOTED]
    const booted = await throughGateway(
      'openstack',
      [...inSecondRegion(), ...version('2.37'), ...create, '-f', 'json'],
      'alice',
    )
    const { id, status } = JSON.parse(booted.output) as { id: string; status: string }
    try {
      expect(status).toBe('ACTIVE')
      expect(paths(booted.reached)).toContain('POST /v2.1/servers')
      const created = booted.reached.find(({ method }) => method === 'POST')
      expect(created).toMatchObject({ status: 202, location: `${recorder.url}/v2.1/servers/${id}` })

      cell = await readCell(environment.cellUrl)
      expect(devicesOf(id)).toHaveLength(1)
      const shown = await ask<{ server: object }>(gateway.url, `/v2.1/servers/${id}`, { token: adminToken })
      expect(shown.body.server).toMatchObject({ name: BOOTED, 'os-pci:pci_devices': devicesOf(id) })
    } finally {
      const { reached } = await throughGateway(
        'openstack',
        [...inSecondRegion(), 'server', 'delete', '--wait', id],
        'alice',
      )
      expect(reached).toContainEqual(
        expect.objectContaining({ method: 'DELETE', path: `/v2.1/servers/${id}`, status: 204 }),
      )
    }
    // The host gives the device back a moment after Nova says that the server is gone.
    await expect
      .poll(async () => (await readCell(environment.cellUrl)).devices.filter((row) => row.instanceUuid === id), {
        timeout: 30_000,
        interval: 500,
      })
      .toEqual([])
  })
})

const inSecondRegion = () => ['--os-region-name', SECOND_REGION]
const version = (number: string) => ['--os-compute-api-version', number]

type Pool = { readonly count: number; readonly vendor_id: string }

/** A table breaks long values at spaces; in a pool there is none that means something. */
function poolsIn(text: string | undefined): Pool[] {
  return JSON.parse(text ?? 'null') as Pool[]
}

/** Of two moments: what is the time of day. */
function withoutTime(json: string): unknown {
  return JSON.parse(json, (key, value: unknown) => (key === 'Updated At' || key === 'host_time' ? undefined : value))
}

function withoutOurs(json: string): unknown {
  const ours = ['os-pci:pci_devices', 'os-pci:pci_stats', 'pci_stats']
  return withoutTime(
    JSON.stringify(JSON.parse(json, (key, value: unknown) => (ours.includes(key) ? undefined : value))),
  )
}
