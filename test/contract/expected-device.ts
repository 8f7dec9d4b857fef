import type { DeviceRow } from './truth/cell.ts'
import type { Truth } from './truth/truth.ts'
import { time } from './expected-server.ts'

const TYPES: Readonly<Record<string, string>> = { 'type-PCI': 'PCI', 'type-PF': 'PF', 'type-VF': 'VF', vdpa: 'VDPA' }

/**
 * What the graph has to say of a device to an admin, made of its row. Names of vendors, the cell's condition and what moves
 * with every heartbeat are compared apart.
 */
export function expectedDevice(row: DeviceRow, truth: Truth) {
  const sameNode = truth.cell.devices.filter(({ nodeId }) => nodeId === row.nodeId)
  const parent = sameNode.find(({ address }) => address === row.parentAddress)
  const info = objectOf(row.extraInfo)
  const capabilities = typeof info?.capabilities === 'string' ? objectOf(info.capabilities) : null
  return {
    id: row.uuid,
    databaseId: row.id,
    slot: { host: row.nodeHost, address: row.address },
    address: row.address,
    vendorId: row.vendorId,
    productId: row.productId,
    type: TYPES[row.devType],
    typeText: row.devType,
    status: row.status.toUpperCase(),
    statusText: row.status,
    label: row.label,
    hypervisorDeviceName: row.devId,
    numaNode: row.numaNode,
    parentAddress: row.parentAddress,
    physicalFunction: parent ? { id: parent.uuid } : null,
    virtualFunctions: sameNode
      .filter(({ parentAddress }) => row.devType === 'type-PF' && parentAddress === row.address)
      .sort((a, b) => a.id - b.id)
      .map(({ uuid }) => ({ id: uuid })),
    networkFeatures: capabilities?.network ?? null,
    serialNumber: objectIn(capabilities?.vpd)?.card_serial_number ?? null,
    macAddress: info?.mac_address ?? objectIn(capabilities?.sriov)?.pf_mac_address ?? null,
    liveMigratable: info?.live_migratable === undefined ? null : info.live_migratable === 'true',
    extraInfo: info === null || capabilities === null ? info : { ...info, capabilities },
    requestId: row.requestId,
    hypervisor: row.nodeUuid === null ? null : { id: row.nodeUuid },
    hypervisorHostname: row.nodeHypervisorHostname,
    hypervisorDatabaseId: row.nodeId,
    serverId: row.instanceUuid,
    server: truth.callers.admin.serversOfAllProjects.value?.some(({ id }) => id === row.instanceUuid)
      ? { id: row.instanceUuid }
      : null,
    projectId: row.ownerProjectId,
    project: row.ownerProjectId === null ? null : { id: row.ownerProjectId },
    onServerHost:
      row.instanceUuid === null || row.ownerDeleted !== 0 || row.ownerHost === null
        ? null
        : row.ownerHost === row.nodeHost && row.ownerNode === row.nodeHypervisorHostname,
    createdAt: time(row.createdAt),
    updatedAt: time(row.updatedAt),
  }
}

/** The same to a user of the owner's project: everything that says something of the host is null. */
export function toOwner(device: ReturnType<typeof expectedDevice>) {
  const { id, databaseId, vendorId, productId, type, typeText, status, statusText, serverId, projectId } = device
  return {
    ...{ id, databaseId, vendorId, productId, type, typeText, status, statusText, serverId, projectId },
    server: serverId === null ? null : { id: serverId },
    project: projectId === null ? null : { id: projectId },
    ...{ slot: null, cell: null, address: null, label: null, hypervisorDeviceName: null, numaNode: null },
    ...{ parentAddress: null, physicalFunction: null, virtualFunctions: null, networkFeatures: null },
    ...{ serialNumber: null, macAddress: null, liveMigratable: null, extraInfo: null, requestId: null },
    ...{ hypervisor: null, hypervisorHostname: null, hypervisorDatabaseId: null, onServerHost: null },
    ...{ observedAt: null, stale: null, createdAt: null, updatedAt: null },
  }
}

function objectOf(text: string | null): Record<string, unknown> | null {
  return text === null ? null : objectIn(JSON.parse(text))
}

function objectIn(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null ? { ...value } : null
}
