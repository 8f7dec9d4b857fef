import { renameSync, rmSync, writeFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { expect } from 'vitest'
import type { Site } from './site.ts'
import type { Fault, Place } from './try-fault.ts'

export const QUESTION = `{
  servers(first: 3) { nodes { name pciDevices { id status } } }
  pciDevices(first: 2) { nodes {
    id databaseId address vendorId productId type typeText status statusText label numaNode parentAddress
    serialNumber macAddress networkFeatures extraInfo serverId stale observedAt createdAt updatedAt slot { host address }
  } }
  pciDeviceGroups(by: [STATUS]) { nodes { status count } }
  hypervisors(first: 2) { nodes { hostname pciStats { free } } }
}`

export const allOfIt: Fault['expected'] = {
  'servers.nodes.*.pciDevices': 'PCI_STORE_UNAVAILABLE',
  pciDevices: 'PCI_STORE_UNAVAILABLE',
  pciDeviceGroups: 'PCI_STORE_UNAVAILABLE',
  'hypervisors.nodes.*.pciStats': 'PCI_STORE_UNAVAILABLE',
}

export const statements: Place['calls'] = (_site, { upstream }) =>
  upstream?.sql.reduce((sum, { count }) => sum + count, 0) ?? 0

/** What places of a question to a store have in common. */
export const STORE: Omit<Place, 'title'> = {
  question: QUESTION,
  calls: statements,
  callsAreAtMost: true,
  together: { fields: Object.keys(allOfIt), title: "what is the store's" },
}

export const SQLITE: Place = { title: 'PCI store: a cell in an SQLite file', ...STORE }

/** Statements of the question when all is well, which are no more when nothing is. */
export const STATEMENTS = 5

export const SQLITE_FAULTS: readonly Fault[] = [
  ofFile('the file is gone', /the file cannot be opened/, (path) => {
    renameSync(path, `${path}.away`)
    return () => renameSync(`${path}.away`, path)
  }),
  ofFile('the file is replaced by something else', /the file is no sound SQLite database/, (path) => {
    renameSync(path, `${path}.away`)
    writeFileSync(path, 'This is no database.'.repeat(1000))
    return () => {
      rmSync(path)
      renameSync(`${path}.away`, path)
    }
  }),
  {
    ...ofFile('a writer has it locked', /the file is locked by a writer/, (path) => {
      const writer = new Sqlite(path)
      writer.exec('BEGIN EXCLUSIVE')
      return () => {
        writer.exec('ROLLBACK')
        writer.close()
      }
    }),
    within: 'the statement limit + 1 s',
  },
  ofFile('a table is missing: an upgrade is under way', /a table or column is missing/, (path) => {
    changeRows(path, 'ALTER TABLE pci_devices RENAME TO shadow_pci_devices')
    return () => changeRows(path, 'ALTER TABLE shadow_pci_devices RENAME TO pci_devices')
  }),
  ofRows(
    'wrong types, of all but the ids',
    `UPDATE pci_devices SET address = id, vendor_id = x'00ff', product_id = 5, dev_type = 3, status = 0, label = x'fe',
       numa_node = 'near', parent_addr = 1.5, extra_info = '[1, 2', created_at = 'yesterday', updated_at = x'00', instance_uuid = 12;
     UPDATE compute_nodes SET pci_stats = 'no pools'; UPDATE services SET last_seen_up = 'just now', updated_at = 4`,
    'whole: null, or `UNRECOGNIZED`, is what cannot be read',
    (devices) => {
      expect(devices).toMatchObject([
        { type: 'UNRECOGNIZED', status: 'UNRECOGNIZED', numaNode: null, createdAt: null, extraInfo: null },
        {},
      ])
    },
  ),
  ofRows(
    'rows without a uuid',
    'UPDATE pci_devices SET uuid = NULL',
    'whole: the id is made of the place of the device, and keeps',
    (devices) => expect(devices).toMatchObject([{ id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown }, {}]),
  ),
  ofRows(
    'a text of 10 MB',
    "UPDATE pci_devices SET label = printf('%.10000000c', 'x') WHERE id IN (SELECT MIN(id) FROM pci_devices)",
    'whole',
  ),
  ofRows(
    'its clock is two hours behind ours',
    "UPDATE services SET last_seen_up = datetime(last_seen_up, '-2 hours'), updated_at = datetime(updated_at, '-2 hours')",
    'whole: `stale` is true, as of hosts that are down',
    (devices) => expect(devices).toMatchObject([{ stale: true }, { stale: true }]),
  ),
]

export const TWO_CELLS: Place = {
  title: 'PCI store: one of two cells',
  question: `{
    pciDevices(first: 5000) { nodes { id } }
    living: pciDevices(first: 3, filter: { cell: { eq: "cell1" } }) { nodes { id cell { name } } }
    hypervisors(first: 100) { nodes { hostname pciStats { free } } }
    cloud { partial cells { name reachable } }
  }`,
  calls: statements,
  callsAreAtMost: true,
}

export const TWO_CELLS_FAULTS: readonly Fault[] = [
  {
    name: 'one cell is down',
    ...whileSpoilt((site) => {
      const path = site.gateway.demo.database('cell2')
      renameSync(path, `${path}.away`)
      return () => renameSync(`${path}.away`, path)
    }),
    expected: { pciDevices: 'PCI_STORE_UNAVAILABLE', 'hypervisors.nodes.*.pciStats': 'PCI_STORE_UNAVAILABLE' },
    words: /of cell cell2 cannot be read/,
    check({ data }) {
      expect(data).toMatchObject({
        living: { nodes: [{ cell: { name: 'cell1' } }, {}, {}] },
        cloud: {
          partial: true,
          cells: [
            { name: 'cell1', reachable: true },
            { name: 'cell2', reachable: false },
          ],
        },
      })
      const { hypervisors } = data as { hypervisors: { nodes: { pciStats: unknown }[] } }
      const known = hypervisors.nodes.filter(({ pciStats }) => pciStats !== null)
      expect(known.length).toBeGreaterThan(0)
      expect(known.length).toBeLessThan(hypervisors.nodes.length)
    },
    calls: 9,
  },
]

function ofFile(name: string, words: RegExp, spoil: (path: string) => () => void): Fault {
  return {
    name,
    ...whileSpoilt((site) => spoil(site.gateway.demo.database('cell1'))),
    expected: allOfIt,
    words,
    calls: STATEMENTS,
  }
}

function ofRows(name: string, sql: string, whole: string, checkDevices?: (devices: unknown) => void): Fault {
  return {
    name,
    begin: ({ gateway }) => changeRows(gateway.demo.database('cell1'), sql),
    // Writes all rows anew.
    end: ({ gateway }) => gateway.demo.change(() => undefined),
    expected: {},
    whole,
    check: ({ data }) => checkDevices?.((data as { pciDevices: { nodes: unknown } }).pciDevices.nodes),
    calls: STATEMENTS,
  }
}

function whileSpoilt(spoil: (site: Site) => () => void): Pick<Fault, 'begin' | 'end'> {
  let restore: (() => void) | null = null
  return {
    begin: (site) => void (restore = spoil(site)),
    end: () => restore?.(),
  }
}

function changeRows(path: string, sql: string): void {
  const database = new Sqlite(path)
  database.exec(sql)
  database.close()
}
