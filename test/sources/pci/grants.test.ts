import { describe, expect, it } from 'vitest'
import { grantStatements } from '../../../src/sources/pci/grants.ts'

describe('grantStatements', () => {
  it('names each table and column for MySQL, and nothing of the owner’s data', () => {
    const grants = grantStatements('mysql', { database: 'nova_cell1', user: 'pcigraph', host: '10.0.0.%' })
    expect(grants).toHaveLength(4)
    expect(grants).toContain(
      'GRANT SELECT (`uuid`, `project_id`, `user_id`, `host`, `node`, `vm_state`, `task_state`, `deleted`)' +
        " ON `nova_cell1`.`instances` TO 'pcigraph'@'10.0.0.%'",
    )
  })

  it('lets the user of PostgreSQL in and then names tables and columns', () => {
    const grants = grantStatements('postgresql', { database: 'nova', user: 'pcigraph' })
    expect(grants.slice(0, 2)).toEqual([
      'GRANT CONNECT ON DATABASE "nova" TO "pcigraph"',
      'GRANT USAGE ON SCHEMA public TO "pcigraph"',
    ])
    expect(grants).toContain(
      'GRANT SELECT ("id", "uuid", "host", "hypervisor_hostname", "pci_stats", "deleted") ON "compute_nodes" TO "pcigraph"',
    )
  })

  it('quotes names', () => {
    const [mysql] = grantStatements('mysql', { database: 'a`b', user: "o'brien\\" })
    expect(mysql).toContain("`a``b`.`pci_devices` TO 'o''brien\\\\'@'%'")
    const [postgresql] = grantStatements('postgresql', { database: 'a"b', user: 'c' })
    expect(postgresql).toBe('GRANT CONNECT ON DATABASE "a""b" TO "c"')
  })
})
