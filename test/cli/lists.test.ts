import { parse as parseYaml } from 'yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linesOf, pcigraph, type Ended } from './command.ts'
import { startGateway } from './gateway.ts'

type Rows = Record<string, unknown>[]

let gateway: Awaited<ReturnType<typeof startGateway>>
beforeAll(async () => {
  gateway = await startGateway({ servers: 40, hypervisors: 8 })
})
afterAll(() => gateway[Symbol.asyncDispose]())

function run(...args: string[]): Promise<Ended> {
  return pcigraph(args, { env: gateway.env })
}

/** Asked once, however often a test wants it: a process each takes its time. */
const asked = new Map<string, Promise<Rows>>()
function rowsOf(...args: string[]): Promise<Rows> {
  const key = args.join(' ')
  const rows = asked.get(key) ?? askRows(args)
  asked.set(key, rows)
  return rows
}

async function askRows(args: string[]): Promise<Rows> {
  const { code, stdout, stderr } = await run(...args, '-f', 'json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout) as Rows
}

describe('pci-list', () => {
  const DEFAULT = ['ID', 'Host', 'Address', 'Product', 'Status', 'Server ID']

  it('tells the same rows in every format', async () => {
    const rows = await rowsOf('pci-list')
    expect(rows.length).toBeGreaterThan(50)
    expect(Object.keys(rows[0] ?? {})).toEqual(DEFAULT)
    const [table, yaml, csv, value] = await Promise.all(
      ['table', 'yaml', 'csv', 'value'].map((format) => run('pci-list', '-f', format)),
    )
    expect(parseYaml(yaml?.stdout ?? '', { version: '1.1' })).toEqual(rows)
    expect(linesOf(csv?.stdout ?? '')).toEqual([
      DEFAULT.map((title) => `"${title}"`).join(','),
      ...rows.map((row) => Object.values(row).map(inCsv).join(',')),
    ])
    expect(linesOf(value?.stdout ?? '')).toEqual(
      rows.map((row) =>
        Object.values(row)
          .map((cell) => (typeof cell === 'number' || typeof cell === 'string' ? String(cell) : 'None'))
          .join(' '),
      ),
    )
    const lines = linesOf(table?.stdout ?? '')
    expect(lines).toHaveLength(rows.length + 4)
    expect(lines[1]?.split('|').map((title) => title.trim())).toEqual(['', ...DEFAULT, ''])
    expect(lines[0]).toMatch(/^\+-+(\+-+){5}\+$/)
    expect(new Set(lines.map((line) => line.length)).size).toBe(1)
  })

  it('shows the columns that -c names, in the table’s own order, and all with --long', async () => {
    const rows = await rowsOf('pci-list', '-c', 'status', '-c', 'Host', '-c', 'server name', '--limit', '3')
    expect(rows.map(Object.keys)).toEqual(Array(3).fill(['Host', 'Status', 'Server Name']))
    const [first] = await rowsOf('pci-list', '--long', '--limit', '1')
    expect(Object.keys(first ?? {})).toEqual([...DEFAULT, ...LONG])
    expect(first).toMatchObject({ Cell: 'cell1', 'Vendor Name': 'NVIDIA Corporation', Stale: false })
  })

  it('names the columns that there are where there is none of that name, and asks nothing', async () => {
    const { code, stdout, stderr } = await run('pci-list', '-c', 'Colour')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^pcigraph: -c Colour: there is no such column\. There are: ID, Host, Address, .*\n$/)
  })

  it('sorts by one column and then by the next, either way, None last', async () => {
    const rows = await rowsOf('pci-list', '--sort-column', 'Status', '--sort-column', 'ID', '--sort-descending')
    const keys = rows.map((row): [string, number] => [String(row.Status), Number(row.ID)])
    const sorted = keys.toSorted(([a, i], [b, j]) => (a === b ? j - i : a < b ? 1 : -1))
    expect(keys).toEqual(sorted)
    const byServer = (await rowsOf('pci-list', '--sort-column', 'server_id')).map((row) => row['Server ID'])
    expect(byServer.slice(byServer.indexOf(null)).every((id) => id === null)).toBe(true)
    expect(byServer[0]).not.toBeNull()
  })

  it('asks for a column that is sorted by though it is not shown, however its name is written', async () => {
    const all = await rowsOf('pci-list', '--long')
    const sorted = await rowsOf('pci-list', '--sort-column', 'server_name', '-c', 'UUID')
    const names = new Map(all.map((row) => [row.UUID, row['Server Name']]))
    const owned = sorted.map((row) => names.get(row.UUID)).filter((name) => name !== null)
    expect(owned.length).toBeGreaterThan(10)
    expect(owned).toEqual(owned.toSorted())
    expect(sorted.slice(owned.length).every((row) => names.get(row.UUID) === null)).toBe(true)
  })

  it('keeps what passes every filter', async () => {
    const all = await rowsOf('pci-list', '--long')
    const server = all.find((row) => row['Server Name'] !== null)?.['Server Name']
    const cases: [string[], (row: Record<string, unknown>) => boolean][] = [
      [
        ['--status', 'available', '--status', 'UNAVAILABLE'],
        ({ Status }) => Status === 'available' || Status === 'unavailable',
      ],
      [['--product', '10de:20b5', '--numa-node', '1'], (row) => row.Product === '10de:20b5' && row['NUMA Node'] === 1],
      [
        ['--vendor', '0x10DE', '--type', 'type-PF'],
        ({ Product, Type }) => String(Product).startsWith('10de:') && Type === 'type-PF',
      ],
      [
        ['--host', 'gpu-h01', '--address', '0000:2A'],
        ({ Host, Address }) => Host === 'gpu-h01' && String(Address).startsWith('0000:2a'),
      ],
      [['--server', String(server), '--all-projects'], (row) => row['Server Name'] === server],
      [['--numa-node', 'none'], (row) => row['NUMA Node'] === null],
    ]
    for (const [args, passes] of cases)
      expect(await rowsOf('pci-list', '--long', ...args), args.join(' ')).toEqual(all.filter(passes))
  })

  it('says what is wrong with a filter, with exit code 2', async () => {
    for (const args of [
      ['--vendor', 'NVIDIA'],
      ['--type', 'GPU'],
      ['--status', 'free'],
      ['--numa-node', 'x'],
      ['--limit', '-1'],
      ['-f', 'xml'],
      ['--no-such'],
      ['extra'],
    ]) {
      const { code, stdout, stderr } = await run('pci-list', ...args)
      expect([args, code, stdout]).toEqual([args, 2, ''])
      expect(stderr).toMatch(/^error: .*\n/)
    }
  })

  it('wraps a table that must fit, and loses nothing', async () => {
    const { stdout } = await run('pci-list', '--max-width', '80')
    const lines = linesOf(stdout)
    expect(Math.max(...lines.map((line) => line.length))).toBe(80)
    const ids = (await rowsOf('pci-list')).flatMap((row) =>
      typeof row['Server ID'] === 'string' ? [row['Server ID']] : [],
    )
    expect(ids.length).toBeGreaterThan(10)
    expect(columnOf(lines, 6).replaceAll('None', '')).toBe(ids.join(''))
  })

  it('is a table of fields for each row where so many columns cannot be read', async () => {
    const { stdout } = await run('pci-list', '--long', '--limit', '2', '--max-width', '80')
    const fields = linesOf(stdout).filter((line) => line.startsWith('| ') && !line.startsWith('|  '))
    const titles = fields.map((line) => line.split('|')[1]?.trim())
    expect(titles).toEqual(['Field', ...DEFAULT, ...LONG, ...DEFAULT, ...LONG])
    expect(Math.max(...linesOf(stdout).map((line) => line.length))).toBeLessThanOrEqual(80)
  })

  it('is an empty table, list or nothing where there is no row', async () => {
    const none = ['pci-list', '--address', 'ffff:ff']
    const [table, json, yaml, csv, value] = await Promise.all(
      ['table', 'json', 'yaml', 'csv', 'value'].map((format) => run(...none, '-f', format)),
    )
    expect(linesOf(table?.stdout ?? '')).toHaveLength(4)
    expect([json?.stdout, yaml?.stdout, value?.stdout]).toEqual(['[]\n', '[]\n', ''])
    expect(csv?.stdout).toBe(`${DEFAULT.map((title) => `"${title}"`).join(',')}\n`)
  })
})

describe('list', () => {
  it('shows the servers of the token’s project, and those of all with --all-projects', async () => {
    const [own, all] = [await rowsOf('list', '--long'), await rowsOf('list', '--all-projects', '--long')]
    expect(own.length).toBeGreaterThan(0)
    expect(own.length).toBeLessThan(all.length)
    expect(new Set(own.map((row) => row['Project ID']))).toEqual(new Set(['demo']))
    expect(own).toEqual(all.filter((row) => row['Project ID'] === 'demo'))
  })

  it('tells the devices of a server, a line each for people and an object each for machines', async () => {
    const rows = await rowsOf('list', '--all-projects', '--with-devices')
    const owned = rows.flatMap((row) => row['PCI Devices'] as Rows)
    expect(rows.every((row) => (row['PCI Devices'] as Rows).length > 0)).toBe(true)
    expect(owned[0]).toMatchObject({
      host: expect.any(String) as unknown,
      status: 'allocated',
      dev_type: expect.stringMatching(/^type-/) as unknown,
    })
    const { stdout } = await run('list', '--all-projects', '--with-devices', '-c', 'PCI Devices', '-f', 'value')
    expect(linesOf(stdout)).toEqual(
      rows.map((row) =>
        (row['PCI Devices'] as Rows)
          .map(
            ({ host, address, vendor_id, product_id, status }) =>
              `${host as string}/${address as string} ${vendor_id as string}:${product_id as string} ${status as string}`,
          )
          .join(', '),
      ),
    )
  })

  it('keeps the servers that own a device of a product, with those devices, up to the limit', async () => {
    const rows = await rowsOf('list', '--all-projects', '--product', '10de:20b5', '--limit', '2')
    expect(rows).toHaveLength(2)
    const ids = rows.flatMap((row) =>
      (row['PCI Devices'] as Rows).map(({ vendor_id, product_id }) => [vendor_id, product_id]),
    )
    expect(new Set(ids.map(String))).toEqual(new Set(['10de,20b5']))
  })

  it('filters by what Nova filters', async () => {
    const all = await rowsOf('list', '--all-projects', '--long')
    expect(await rowsOf('list', '--all-projects', '--long', '--status', 'shutoff', '--status', 'PAUSED')).toEqual(
      all.filter(({ Status }) => Status === 'SHUTOFF' || Status === 'PAUSED'),
    )
    const { code, stderr } = await run('list', '--status', 'SLEEPING')
    expect([code, stderr]).toEqual([2, expect.stringContaining('It is none of ACTIVE, BUILD')])
  })
})

describe('hypervisor-list', () => {
  it('tells what is left of the devices of each, and keeps those that have such a pool', async () => {
    const all = await rowsOf('hypervisor-list', '--long')
    expect(all).toHaveLength(8)
    expect(all[0]).toMatchObject({ State: 'up', Status: 'enabled', 'vCPUs Used': expect.any(Number) as unknown })
    const gpu = await rowsOf('hypervisor-list', '--product', '20b5')
    const ofAll = all.filter((row) => (row['PCI Stats'] as Rows).some(({ product_id }) => product_id === '20b5'))
    expect(gpu.map(({ ID }) => ID)).toEqual(ofAll.map(({ ID }) => ID))
    expect((gpu[0]?.['PCI Stats'] as Rows)[0]).toMatchObject({
      count: expect.any(Number) as unknown,
      total: 2,
      product_id: '20b5',
    })
    const { stdout } = await run('hypervisor-list', '--matching', 'gpu-a01', '-c', 'PCI Stats', '-f', 'value')
    expect(stdout).toMatch(/^10de:20b5 type-PF numa 0: \d of 2 free, 10de:20b5 type-PF numa 1: \d of 2 free\n$/)
  })

  it('filters by state and status', async () => {
    const all = await rowsOf('hypervisor-list')
    expect(await rowsOf('hypervisor-list', '--state', 'down')).toEqual(all.filter(({ State }) => State === 'down'))
    expect(await rowsOf('hypervisor-list', '--status', 'disabled')).toEqual(
      all.filter(({ Status }) => Status === 'disabled'),
    )
  })
})

const LONG = [
  'Type',
  'UUID',
  'Cell',
  'Vendor Name',
  'Product Name',
  'NUMA Node',
  'Parent Address',
  'Label',
  'Request ID',
  'Hypervisor Hostname',
  'Server Name',
  'Project ID',
  'Stale',
  'Updated At',
]

function inCsv(cell: unknown): string {
  return typeof cell === 'number' ? String(cell) : `"${typeof cell === 'string' ? cell : ''}"`
}

/** All the text of a column, without the head. */
function columnOf(lines: readonly string[], column: number): string {
  const head = lines.findIndex((line, at) => at > 0 && line.startsWith('+'))
  return lines
    .slice(head)
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|')[column]?.trim() ?? '')
    .join('')
}
