import { z } from 'zod'
import { openTruthDatabase } from './database.ts'

/** What one cell's database holds, row by row. Times are naive UTC, `YYYY-MM-DD HH:MM:SS`. */
export type CellTruth = {
  /** Live devices on live compute nodes. */
  readonly devices: readonly DeviceRow[]
  readonly computeNodes: readonly ComputeNodeRow[]
  readonly services: readonly ServiceRow[]
  /** Soft-deleted ones too. */
  readonly instances: readonly InstanceRow[]
}

const TIME = z.string().nullable()
const FLAG = z.number().transform((value) => value !== 0)

const DEVICE = z.object({
  id: z.number(),
  uuid: z.string().nullable(),
  address: z.string(),
  vendorId: z.string(),
  productId: z.string(),
  devType: z.string(),
  status: z.string(),
  devId: z.string().nullable(),
  label: z.string().nullable(),
  numaNode: z.number().nullable(),
  parentAddress: z.string().nullable(),
  requestId: z.string().nullable(),
  extraInfo: z.string().nullable(),
  instanceUuid: z.string().nullable(),
  createdAt: TIME,
  updatedAt: TIME,
  nodeId: z.number(),
  nodeUuid: z.string().nullable(),
  nodeHost: z.string().nullable(),
  nodeHypervisorHostname: z.string().nullable(),
  /** The owner's row; all null where there is none. `ownerDeleted` is 0 for a server that lives. */
  ownerProjectId: z.string().nullable(),
  ownerUserId: z.string().nullable(),
  ownerHost: z.string().nullable(),
  ownerNode: z.string().nullable(),
  ownerVmState: z.string().nullable(),
  ownerTaskState: z.string().nullable(),
  ownerDeleted: z.number().nullable(),
})
export type DeviceRow = z.infer<typeof DEVICE>

const COMPUTE_NODE = z.object({
  id: z.number(),
  uuid: z.string().nullable(),
  host: z.string().nullable(),
  hypervisorHostname: z.string().nullable(),
  pciStats: z.string().nullable(),
})
export type ComputeNodeRow = z.infer<typeof COMPUTE_NODE>

const SERVICE = z.object({
  uuid: z.string().nullable(),
  host: z.string(),
  binary: z.string(),
  disabled: FLAG,
  forcedDown: FLAG,
  /** The heartbeat; `updatedAt`, then `createdAt`, stand in for one that was never sent. */
  lastSeenUp: TIME,
  updatedAt: TIME,
  createdAt: TIME,
})
export type ServiceRow = z.infer<typeof SERVICE>

const INSTANCE = z.object({
  uuid: z.string(),
  name: z.string().nullable(),
  projectId: z.string().nullable(),
  userId: z.string().nullable(),
  host: z.string().nullable(),
  node: z.string().nullable(),
  vmState: z.string().nullable(),
  taskState: z.string().nullable(),
  deleted: FLAG,
})
export type InstanceRow = z.infer<typeof INSTANCE>

export async function readCell(url: string): Promise<CellTruth> {
  const database = await openTruthDatabase(url)
  try {
    return {
      devices: await database.select(DEVICE, SELECT_DEVICES),
      computeNodes: await database.select(COMPUTE_NODE, SELECT_COMPUTE_NODES),
      services: await database.select(SERVICE, SELECT_SERVICES),
      instances: await database.select(INSTANCE, SELECT_INSTANCES),
    }
  } finally {
    await database.close()
  }
}

/** Of cell0, where no compute node is. */
export async function readInstances(url: string): Promise<InstanceRow[]> {
  const database = await openTruthDatabase(url)
  try {
    return await database.select(INSTANCE, SELECT_INSTANCES)
  } finally {
    await database.close()
  }
}

const SELECT_DEVICES = `
  SELECT d.id, d.uuid, d.address, d.vendor_id AS vendorId, d.product_id AS productId, d.dev_type AS devType, d.status,
    d.dev_id AS devId, d.label, d.numa_node AS numaNode, d.parent_addr AS parentAddress, d.request_id AS requestId,
    d.extra_info AS extraInfo, d.instance_uuid AS instanceUuid, d.created_at AS createdAt, d.updated_at AS updatedAt,
    n.id AS nodeId, n.uuid AS nodeUuid, n.host AS nodeHost, n.hypervisor_hostname AS nodeHypervisorHostname,
    i.project_id AS ownerProjectId, i.user_id AS ownerUserId, i.host AS ownerHost, i.node AS ownerNode,
    i.vm_state AS ownerVmState, i.task_state AS ownerTaskState, i.deleted AS ownerDeleted
  FROM pci_devices d
  JOIN compute_nodes n ON n.id = d.compute_node_id AND n.deleted = 0
  LEFT JOIN instances i ON i.uuid = d.instance_uuid
  WHERE d.deleted = 0
  ORDER BY n.host, d.address`

const SELECT_COMPUTE_NODES = `
  SELECT id, uuid, host, hypervisor_hostname AS hypervisorHostname, pci_stats AS pciStats
  FROM compute_nodes WHERE deleted = 0 ORDER BY host`

const SELECT_SERVICES = `
  SELECT uuid, host, services.binary AS \`binary\`, disabled, forced_down AS forcedDown, last_seen_up AS lastSeenUp,
    updated_at AS updatedAt, created_at AS createdAt
  FROM services WHERE deleted = 0 ORDER BY host`

const SELECT_INSTANCES = `
  SELECT uuid, display_name AS name, project_id AS projectId, user_id AS userId, host, node, vm_state AS vmState,
    task_state AS taskState, deleted
  FROM instances ORDER BY created_at, uuid`
