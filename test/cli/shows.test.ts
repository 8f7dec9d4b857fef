import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linesOf, pcigraph, type Ended } from './command.ts'
import { startGateway } from './gateway.ts'

type Fields = Record<string, unknown>

let gateway: Awaited<ReturnType<typeof startGateway>>
beforeAll(async () => {
  gateway = await startGateway({ servers: 40, hypervisors: 8, cells: 2 })
})
afterAll(() => gateway[Symbol.asyncDispose]())

function run(...args: string[]): Promise<Ended> {
  return pcigraph(args, { env: gateway.env })
}

async function json<Shape>(...args: string[]): Promise<Shape> {
  const { code, stdout, stderr } = await run(...args, '-f', 'json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Shape
}

describe('pci-show', () => {
  it('takes a UUID, host/address, and an integer id or an address where only one device has it', async () => {
    const devices = await json<Fields[]>('pci-list', '--long')
    const count = (title: string, value: unknown) => devices.filter((device) => device[title] === value).length
    const device = devices.find(({ ID, Address }) => count('ID', ID) === 1 && count('Address', Address) === 1)
    if (device === undefined) throw new Error('The demo has no device whose id and address are its own')
    const { ID, UUID, Host, Address } = device
    const shown = await json<Fields>('pci-show', String(UUID))
    expect(shown).toMatchObject({ id: ID, uuid: UUID, host: Host, address: Address, status: device.Status })
    for (const name of [String(ID), `${String(Host)}/${String(Address).toUpperCase()}`, String(Address)]) {
      // Its nova-compute goes on reporting meanwhile.
      expect(await json('pci-show', name), name).toEqual({ ...shown, observed_at: expect.any(String) as unknown })
    }
  })

  it('names the candidates where an integer id is of several cells', async () => {
    const { code, stdout, stderr } = await run('pci-show', '1')
    expect([code, stdout]).toEqual([2, ''])
    const found = await json<Fields[]>('pci-list', '--long')
    for (const { UUID } of found.filter(({ ID }) => ID === 1)) expect(stderr).toContain(String(UUID))
    expect(stderr).toMatch(/^pcigraph: Several devices are 1, name one by its UUID: .* in cell1\), .* in cell2\)\.\n$/)
  })

  it('says 4 where there is none, and 2 where the argument can be none', async () => {
    expect(await run('pci-show', '987654')).toMatchObject({
      code: 4,
      stderr: 'pcigraph: No PCI device is 987654. pcigraph pci-list shows them.\n',
    })
    expect(await run('pci-show', '00000000-0000-4000-8000-000000000000')).toMatchObject({ code: 4 })
    expect(await run('pci-show', 'the-gpu')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('names no device') as unknown,
    })
    expect(await run('pci-show')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("missing required argument 'device'") as unknown,
    })
  })

  it('prints the fields that -c names as values, a line each', async () => {
    const [device] = await json<Fields[]>('pci-list', '--long', '--limit', '1')
    const { stdout } = await run('pci-show', String(device?.UUID), '-c', 'host', '-c', 'uuid', '-f', 'value')
    expect(linesOf(stdout)).toEqual([device?.UUID, device?.Host])
  })
})

describe('show', () => {
  it('takes an id, or a name of the project, or with --all-projects of any', async () => {
    const own = await json<Fields[]>('list')
    const all = await json<Fields[]>('list', '--all-projects', '--long')
    const foreign = all.find(
      (row) => row['Project ID'] !== 'demo' && all.filter(({ Name }) => Name === row.Name).length === 1,
    )
    const [mine] = own
    expect(await json<Fields>('show', String(mine?.Name))).toMatchObject({ id: mine?.ID, name: mine?.Name })
    expect(await json<Fields>('show', String(foreign?.ID))).toMatchObject({ name: foreign?.Name })
    const denied = await run('show', String(foreign?.Name))
    expect(denied).toMatchObject({
      code: 4,
      stdout: '',
      stderr: expect.stringContaining('--all-projects looks in every one') as unknown,
    })
    expect(await json<Fields>('show', String(foreign?.Name), '--all-projects')).toMatchObject({ id: foreign?.ID })
  })

  it('prints the devices as lines of a table, and as objects in JSON', async () => {
    const [server] = await json<Fields[]>('list', '--with-devices', '--all-projects', '--limit', '1')
    const { stdout } = await run('show', String(server?.ID))
    const devices = server?.['PCI Devices'] as Fields[]
    for (const { host, address } of devices) expect(stdout).toContain(`${String(host)}/${String(address)}`)
    expect(linesOf(stdout)[1]).toMatch(/^\| Field +\| Value +\|$/)
    expect(await json<Fields>('show', String(server?.ID))).toMatchObject({ pci_devices: devices })
  })
})

describe('hypervisor-show', () => {
  it('takes an id, a hostname, the first part of one, and a service host', async () => {
    const [hypervisor] = await json<Fields[]>('hypervisor-list', '--long')
    const shown = await json<Fields>('hypervisor-show', String(hypervisor?.ID))
    expect(shown).toMatchObject({
      hypervisor_hostname: hypervisor?.['Hypervisor Hostname'],
      pci_stats: hypervisor?.['PCI Stats'],
    })
    for (const title of ['Hypervisor Hostname', 'Service Host']) {
      // Its nova-compute goes on reporting meanwhile.
      const reporting = { ...shown, last_seen_at: expect.any(String) as unknown }
      expect(await json('hypervisor-show', String(hypervisor?.[title]))).toEqual(reporting)
    }
  })

  it('says 4 where there is none, and that integer ids are gone', async () => {
    expect(await run('hypervisor-show', '3')).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('UUIDs since Nova 2.53') as unknown,
    })
  })
})
