/** What is read of a cell's database, and nothing else may be: these columns are also the grants (grants.ts). */
export type NovaTables = {
  pci_devices: {
    id: number
    uuid: string | null
    compute_node_id: number
    address: string
    vendor_id: string
    product_id: string
    dev_type: string
    dev_id: string | null
    label: string
    status: string
    request_id: string | null
    extra_info: string | null
    instance_uuid: string | null
    numa_node: number | null
    parent_addr: string | null
    created_at: string | null
    updated_at: string | null
    deleted: number | null
  }
  compute_nodes: {
    id: number
    uuid: string | null
    host: string | null
    hypervisor_hostname: string | null
    pci_stats: string | null
    deleted: number | null
  }
  services: {
    host: string | null
    binary: string | null
    last_seen_up: string | null
    created_at: string | null
    forced_down: number | boolean | null
    deleted: number | null
  }
  instances: {
    uuid: string
    project_id: string | null
    user_id: string | null
    host: string | null
    node: string | null
    vm_state: string | null
    task_state: string | null
    deleted: number | null
  }
}

type ColumnsOf<Table extends keyof NovaTables> = Readonly<Record<keyof NovaTables[Table], true>>

/** The same as values. A column that the types name and this does not is a compile error. */
const COLUMNS: { readonly [Table in keyof NovaTables]: ColumnsOf<Table> } = {
  pci_devices: {
    id: true,
    uuid: true,
    compute_node_id: true,
    address: true,
    vendor_id: true,
    product_id: true,
    dev_type: true,
    dev_id: true,
    label: true,
    status: true,
    request_id: true,
    extra_info: true,
    instance_uuid: true,
    numa_node: true,
    parent_addr: true,
    created_at: true,
    updated_at: true,
    deleted: true,
  },
  compute_nodes: { id: true, uuid: true, host: true, hypervisor_hostname: true, pci_stats: true, deleted: true },
  services: { host: true, binary: true, last_seen_up: true, created_at: true, forced_down: true, deleted: true },
  instances: {
    uuid: true,
    project_id: true,
    user_id: true,
    host: true,
    node: true,
    vm_state: true,
    task_state: true,
    deleted: true,
  },
}

/** Each table with the columns that are read of it. */
export const COLUMNS_READ: readonly (readonly [table: string, columns: readonly string[]])[] = Object.entries(
  COLUMNS,
).map(([table, columns]) => [table, Object.keys(columns)])
