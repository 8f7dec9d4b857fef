import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEYSTONE, KEYSTONE_FAULTS, PROJECTS, PROJECTS_FAULTS } from './keystone-faults.ts'
import { PLACEMENT, PLACEMENT_FAULTS } from './placement-faults.ts'
import { INTRODUCTION } from './introduction.ts'
import type { DatabaseSite } from './database-site.ts'
import { MARIADB, mariadbFaults, openMariadbSite } from './mariadb-faults.ts'
import { NOVA, NOVA_CELLS, NOVA_CELLS_FAULTS, NOVA_FAULTS } from './nova-faults.ts'
import { openSite, type Site } from './site.ts'
import { openPostgresqlSite, POSTGRESQL, postgresqlFaults } from './postgresql-faults.ts'
import { SQLITE, SQLITE_FAULTS, TWO_CELLS, TWO_CELLS_FAULTS } from './store-faults.ts'
import { createFaultTable } from './table.ts'
import { tryFault } from './try-fault.ts'

const table = createFaultTable()

describe.each([
  { place: KEYSTONE, faults: KEYSTONE_FAULTS },
  { place: PROJECTS, faults: PROJECTS_FAULTS },
  { place: NOVA, faults: NOVA_FAULTS },
  { place: NOVA_CELLS, faults: NOVA_CELLS_FAULTS, options: { cells: 2, env: { PCIGRAPH_PROBE_CELLS: 'true' } } },
  { place: PLACEMENT, faults: PLACEMENT_FAULTS },
  { place: SQLITE, faults: SQLITE_FAULTS },
  { place: TWO_CELLS, faults: TWO_CELLS_FAULTS, options: { cells: 2 } },
])('$place.title', ({ place, faults, options }) => {
  let site: Site
  beforeAll(async () => {
    site = await openSite(options)
  })
  afterAll(() => site[Symbol.asyncDispose]())

  it.each(faults)('$name', (fault) => tryFault(site, place, fault, table))
})

describe.each([
  { place: MARIADB, open: openMariadbSite, faultsOf: mariadbFaults },
  { place: POSTGRESQL, open: openPostgresqlSite, faultsOf: postgresqlFaults },
])('$place.title', ({ place, open, faultsOf }) => {
  let site: DatabaseSite
  beforeAll(async () => {
    site = await open()
  })
  afterAll(() => site[Symbol.asyncDispose]())

  it.each(faultsOf(() => site))('$name', (fault) => tryFault(site, place, fault, table))
})

it('docs/faults.md says what was found', async () => {
  const page = table.print(INTRODUCTION)
  console.log(page)
  await expect(page).toMatchFileSnapshot('../../docs/faults.md')
})
