/** Rows as Nova writes them, for one cell's database. */
export type NovaRow = Readonly<Record<string, string | number | null>>
export type NovaRows = Readonly<Record<NovaTable, readonly NovaRow[]>>
export type NovaTable = keyof typeof COLUMNS

/** Names and types of every column that is read, and one per table that must not be, with Nova's own index on devices. */
const COLUMNS = {
  compute_nodes: {
    id: 'INTEGER NOT NULL PRIMARY KEY',
    created_at: 'DATETIME',
    uuid: 'VARCHAR(36)',
    host: 'VARCHAR(255)',
    hypervisor_hostname: 'VARCHAR(255)',
    pci_stats: 'TEXT',
    host_ip: 'VARCHAR(39)',
    deleted: 'INTEGER',
  },
  services: {
    id: 'INTEGER NOT NULL PRIMARY KEY',
    created_at: 'DATETIME',
    updated_at: 'DATETIME',
    host: 'VARCHAR(255)',
    binary: 'VARCHAR(255)',
    topic: 'VARCHAR(255)',
    last_seen_up: 'DATETIME',
    forced_down: 'BOOLEAN',
    deleted: 'INTEGER',
  },
  instances: {
    id: 'INTEGER NOT NULL PRIMARY KEY',
    uuid: 'VARCHAR(36) NOT NULL UNIQUE',
    project_id: 'VARCHAR(255)',
    user_id: 'VARCHAR(255)',
    host: 'VARCHAR(255)',
    node: 'VARCHAR(255)',
    vm_state: 'VARCHAR(255)',
    task_state: 'VARCHAR(255)',
    user_data: 'TEXT',
    deleted: 'INTEGER',
  },
  pci_devices: {
    created_at: 'DATETIME',
    updated_at: 'DATETIME',
    deleted_at: 'DATETIME',
    deleted: 'INTEGER',
    id: 'INTEGER NOT NULL PRIMARY KEY',
    compute_node_id: 'INTEGER NOT NULL',
    address: 'VARCHAR(12) NOT NULL',
    product_id: 'VARCHAR(4) NOT NULL',
    vendor_id: 'VARCHAR(4) NOT NULL',
    dev_type: 'VARCHAR(8) NOT NULL',
    dev_id: 'VARCHAR(255)',
    label: 'VARCHAR(255) NOT NULL',
    status: 'VARCHAR(36) NOT NULL',
    extra_info: 'TEXT',
    instance_uuid: 'VARCHAR(36)',
    request_id: 'VARCHAR(36)',
    numa_node: 'INTEGER',
    parent_addr: 'VARCHAR(12)',
    uuid: 'VARCHAR(36)',
  },
} as const

const INDEXES = [
  'CREATE UNIQUE INDEX uniq_pci_devices ON pci_devices (compute_node_id, address, deleted)',
  'CREATE INDEX ix_pci_devices_instance_uuid_deleted ON pci_devices (instance_uuid, deleted)',
  'CREATE INDEX ix_pci_devices_parent ON pci_devices (compute_node_id, parent_addr, deleted)',
]

export type DatabaseKind = 'sqlite' | 'mysql' | 'postgresql'

export const NOVA_TABLES: readonly NovaTable[] = ['compute_nodes', 'services', 'instances', 'pci_devices']

/** Nova's tables as its migrations make them on each database. */
export function createTables(kind: DatabaseKind): string[] {
  const quote = kind === 'mysql' ? '`' : '"'
  const tables = Object.entries(COLUMNS).map(([table, columns]) => {
    const lines = Object.entries(columns).map(([name, type]) => `${quote}${name}${quote} ${nativeType(type, kind)}`)
    // What Nova's tables have on MySQL, where it compares without case and accents.
    const options = kind === 'mysql' ? ' ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci' : ''
    return `CREATE TABLE ${table} (${lines.join(', ')})${options}`
  })
  return [...tables, ...INDEXES]
}

/** An INSERT with one placeholder for each value, and the values. */
export function insertRow(
  table: NovaTable,
  row: NovaRow,
  kind: DatabaseKind,
): readonly [sql: string, values: unknown[]] {
  const quote = kind === 'mysql' ? '`' : '"'
  const names = Object.keys(COLUMNS[table])
  const places = names.map((_, index) => (kind === 'postgresql' ? `$${index + 1}` : '?'))
  const values = names.map((name) => {
    const value = row[name] ?? null
    return name === 'forced_down' && kind === 'postgresql' && value !== null ? value === 1 : value
  })
  const columns = names.map((name) => `${quote}${name}${quote}`).join(', ')
  return [`INSERT INTO ${table} (${columns}) VALUES (${places.join(', ')})`, values]
}

function nativeType(type: string, kind: DatabaseKind): string {
  if (kind === 'postgresql') return type.replace('DATETIME', 'TIMESTAMP WITHOUT TIME ZONE')
  return kind === 'mysql' ? type.replace('BOOLEAN', 'TINYINT(1)') : type
}
