/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** The kind of a cell's database. */
export type CellDatabase =
  | 'MYSQL'
  | 'POSTGRESQL'
  | 'SQLITE';

/** Which hypervisors. Every condition that is named must hold. */
export type HypervisorFilter = {
  /** All of these hold. */
  and?: Array<HypervisorFilter> | null | undefined;
  /** The service host of its nova-compute. */
  host?: HypervisorTextFilter | null | undefined;
  /** `Hypervisor.hostname`. */
  hostname?: HypervisorTextFilter | null | undefined;
  /** This does not hold. */
  not?: HypervisorFilter | null | undefined;
  /** At least one of these holds; an empty list never does. */
  or?: Array<HypervisorFilter> | null | undefined;
  /** One of these. */
  state?: Array<HypervisorState> | null | undefined;
  /** One of these. */
  status?: Array<HypervisorStatus> | null | undefined;
  /** `Hypervisor.type`. */
  type?: HypervisorTextFilter | null | undefined;
};

/** Whether its nova-compute reports. */
export type HypervisorState =
  | 'DOWN'
  /** Something that this version does not know yet; the raw text stands beside it. */
  | 'UNRECOGNIZED'
  | 'UP';

/** Whether an operator lets new servers onto it. */
export type HypervisorStatus =
  | 'DISABLED'
  | 'ENABLED'
  /** Something that this version does not know yet; the raw text stands beside it. */
  | 'UNRECOGNIZED';

/** On a text, capitals told from small letters. Every operator that is named must hold. */
export type HypervisorTextFilter = {
  /** Has this somewhere. */
  contains?: string | null | undefined;
  /** Is this. */
  eq?: string | null | undefined;
  /** Is one of these. */
  in?: Array<string> | null | undefined;
  /** Begins with this. */
  startsWith?: string | null | undefined;
};

/** Which way a list goes. */
export type NovaOrderDirection =
  /** From the least; null last. */
  | 'ASC'
  /** From the greatest; null first. */
  | 'DESC';

/** On a moment. Every operator that is named must hold. */
export type PciDeviceDateTimeFilter = {
  /** Is more, or later. */
  gt?: string | null | undefined;
  /** Is this, or more. */
  gte?: string | null | undefined;
  /** true: has no value; false: has one. */
  isNull?: boolean | null | undefined;
  /** Is less, or earlier. */
  lt?: string | null | undefined;
  /** Is this, or less. */
  lte?: string | null | undefined;
};

/** Which devices. Every condition that is named must hold; an empty filter means all. A condition on something that has no value does not hold, and `not` is its exact opposite. */
export type PciDeviceFilter = {
  /** `dddd:bb:ss.f`; `startsWith: "0000:3b"` is a bus. */
  address?: PciDeviceTextFilter | null | undefined;
  /** All of these hold; an empty list always does. */
  and?: Array<PciDeviceFilter> | null | undefined;
  /** Name of the cell. A cell that is left out is not asked. */
  cell?: PciDeviceTextFilter | null | undefined;
  /** `PciDevice.createdAt`. */
  createdAt?: PciDeviceDateTimeFilter | null | undefined;
  /** `PciDevice.databaseId`: unique in its cell only. */
  databaseId?: PciDeviceIntFilter | null | undefined;
  /** nova-compute's service host: the slot's. */
  host?: PciDeviceTextFilter | null | undefined;
  /** `PciDevice.hypervisorDatabaseId`: unique in its cell only. */
  hypervisorDatabaseId?: PciDeviceIntFilter | null | undefined;
  /** `Hypervisor.hostname`. */
  hypervisorHostname?: PciDeviceTextFilter | null | undefined;
  /** `Hypervisor.id`. */
  hypervisorId?: PciDeviceIdFilter | null | undefined;
  /** `PciDevice.id`. */
  id?: PciDeviceIdFilter | null | undefined;
  /** `PciDevice.label`. */
  label?: PciDeviceTextFilter | null | undefined;
  /** This does not hold. */
  not?: PciDeviceFilter | null | undefined;
  /** `PciDevice.numaNode`. */
  numaNode?: PciDeviceIntFilter | null | undefined;
  /** `PciDevice.onServerHost`; a device without a living owner is neither. */
  onServerHost?: boolean | null | undefined;
  /** At least one of these holds; an empty list never does. */
  or?: Array<PciDeviceFilter> | null | undefined;
  /** Address of the physical function. */
  parentAddress?: PciDeviceTextFilter | null | undefined;
  /** Four hex digits: `20b5`. */
  productId?: PciDeviceIdFilter | null | undefined;
  /** The owner's project. */
  projectId?: PciDeviceIdFilter | null | undefined;
  /** The owner. */
  serverId?: PciDeviceIdFilter | null | undefined;
  /** `PciDevice.status`. */
  status?: PciDeviceStatusFilter | null | undefined;
  /** `PciDevice.type`. */
  type?: PciDeviceTypeFilter | null | undefined;
  /** `PciDevice.updatedAt`. */
  updatedAt?: PciDeviceDateTimeFilter | null | undefined;
  /** Four hex digits: `10de`. */
  vendorId?: PciDeviceIdFilter | null | undefined;
};

/** On an id. Every operator that is named must hold. */
export type PciDeviceIdFilter = {
  /** Is this. */
  eq?: string | number | null | undefined;
  /** Is one of these; an empty list matches nothing. */
  in?: Array<string | number> | null | undefined;
  /** true: has no value; false: has one. */
  isNull?: boolean | null | undefined;
  /** Is not this; null is not this either. */
  ne?: string | number | null | undefined;
  /** Is none of these; null is none of them either. */
  notIn?: Array<string | number> | null | undefined;
};

/** On a whole number. Every operator that is named must hold. */
export type PciDeviceIntFilter = {
  /** Is this. */
  eq?: number | null | undefined;
  /** Is more, or later. */
  gt?: number | null | undefined;
  /** Is this, or more. */
  gte?: number | null | undefined;
  /** Is one of these; an empty list matches nothing. */
  in?: Array<number> | null | undefined;
  /** true: has no value; false: has one. */
  isNull?: boolean | null | undefined;
  /** Is less, or earlier. */
  lt?: number | null | undefined;
  /** Is this, or less. */
  lte?: number | null | undefined;
  /** Is not this; null is not this either. */
  ne?: number | null | undefined;
  /** Is none of these; null is none of them either. */
  notIn?: Array<number> | null | undefined;
};

/** What the compute node last wrote of a device. */
export type PciDeviceStatus =
  /** A server has it. */
  | 'ALLOCATED'
  /** Free and usable. */
  | 'AVAILABLE'
  /** Reserved for a server, not yet attached: it boots, or this is where its resize goes to. */
  | 'CLAIMED'
  /** Neither free nor used: its physical function, or one of its virtual functions, is allocated. */
  | 'UNAVAILABLE'
  /** Neither free nor used: its physical function, or one of its virtual functions, is claimed. */
  | 'UNCLAIMABLE'
  /** Something that this version does not know yet; the raw text stands beside it. */
  | 'UNRECOGNIZED';

/** On the status; UNRECOGNIZED stands for every one that this version does not know. */
export type PciDeviceStatusFilter = {
  /** Is this. */
  eq?: PciDeviceStatus | null | undefined;
  /** Is one of these; an empty list matches nothing. */
  in?: Array<PciDeviceStatus> | null | undefined;
  /** Is not this; null is not this either. */
  ne?: PciDeviceStatus | null | undefined;
  /** Is none of these; null is none of them either. */
  notIn?: Array<PciDeviceStatus> | null | undefined;
};

/** On a text, capitals told from small letters. Every operator that is named must hold. */
export type PciDeviceTextFilter = {
  /** Has this somewhere. */
  contains?: string | null | undefined;
  /** Is this. */
  eq?: string | null | undefined;
  /** Is one of these; an empty list matches nothing. */
  in?: Array<string> | null | undefined;
  /** true: has no value; false: has one. */
  isNull?: boolean | null | undefined;
  /** Is not this; null is not this either. */
  ne?: string | null | undefined;
  /** Is none of these; null is none of them either. */
  notIn?: Array<string> | null | undefined;
  /** Begins with this. */
  startsWith?: string | null | undefined;
};

/** What kind of function a device is. */
export type PciDeviceType =
  /** A device that has no virtual functions. */
  | 'PCI'
  /** A physical function: it may have virtual functions. */
  | 'PF'
  /** Something that this version does not know yet; the raw text stands beside it. */
  | 'UNRECOGNIZED'
  /** A virtual function with a vDPA device on it. */
  | 'VDPA'
  /** A virtual function of a physical one (SR-IOV). */
  | 'VF';

/** On the type; UNRECOGNIZED stands for every one that this version does not know. */
export type PciDeviceTypeFilter = {
  /** Is this. */
  eq?: PciDeviceType | null | undefined;
  /** Is one of these; an empty list matches nothing. */
  in?: Array<PciDeviceType> | null | undefined;
  /** Is not this; null is not this either. */
  ne?: PciDeviceType | null | undefined;
  /** Is none of these; null is none of them either. */
  notIn?: Array<PciDeviceType> | null | undefined;
};

/** Of which projects. */
export type ProjectScope =
  /** All projects; FORBIDDEN where this caller may not list them. */
  | 'ALL'
  /** The token's own project, for an admin too. */
  | 'PROJECT'
  /** All projects where this caller may list them, else its own. */
  | 'VISIBLE';

/** Which servers: what Nova itself filters. Every condition that is named must hold. Those for admins are FORBIDDEN to others, whom Nova would answer as if they had not been named. */
export type ServerFilter = {
  /** `Server.availabilityZone`; for admins before 2.83. */
  availabilityZone?: string | null | undefined;
  /** Changed then or before; from 2.66 on. */
  changedBefore?: string | null | undefined;
  /** Changed then or later; servers deleted since are among them. */
  changedSince?: string | null | undefined;
  /** For admins. true: only deleted servers that Nova has not purged yet. */
  deleted?: boolean | null | undefined;
  /** `Flavor.id`. */
  flavorId?: string | number | null | undefined;
  /** For admins. `Server.host`, all of it. */
  host?: string | null | undefined;
  /** For admins. `Server.hypervisorHostname`, all of it. */
  hypervisorHostname?: string | null | undefined;
  /** `Server.imageId`. */
  imageId?: string | number | null | undefined;
  /** `Server.locked`; from 2.73 on. */
  locked?: boolean | null | undefined;
  /** `Server.name`. */
  name?: ServerNameFilter | null | undefined;
  /** For admins. Servers of this project alone, whatever the scope. */
  projectId?: string | number | null | undefined;
  /** One of these; an empty list matches nothing. UNRECOGNIZED cannot be asked for. */
  status?: Array<ServerStatus> | null | undefined;
  /** Has every one of these. */
  tags?: Array<string> | null | undefined;
  /** For admins. `Server.userId`. */
  userId?: string | number | null | undefined;
};

/** How the server's host is. */
export type ServerHostStatus =
  | 'DOWN'
  /** Its service is disabled. */
  | 'MAINTENANCE'
  /** Its nova-compute has stopped reporting. */
  | 'UNKNOWN'
  /** Something that this version does not know yet; the raw text stands beside it. */
  | 'UNRECOGNIZED'
  | 'UP';

/** On a server's name; name one operator. Whether capitals count is for Nova's database to say: usually not. */
export type ServerNameFilter = {
  /** Has this somewhere. */
  contains?: string | null | undefined;
  /** Is this. */
  eq?: string | null | undefined;
  /** Begins with this. */
  startsWith?: string | null | undefined;
};

/** Which server comes first. */
export type ServerOrder = {
  /** Which way. */
  direction?: NovaOrderDirection;
  /** By what. */
  field: ServerOrderField;
};

/** What Nova can order servers by. */
export type ServerOrderField =
  /** `Server.createdAt`. */
  | 'CREATED_AT'
  /** For admins. `Server.host`; those on no host come where the database of Nova puts them. */
  | 'HOST'
  /** `Server.name`. */
  | 'NAME'
  /** `Server.updatedAt`. */
  | 'UPDATED_AT';

/** What the hypervisor last said of the guest. */
export type ServerPowerState =
  | 'CRASHED'
  | 'NOSTATE'
  | 'PAUSED'
  | 'RUNNING'
  | 'SHUTDOWN'
  | 'SUSPENDED'
  /** Something that this version does not know yet; the raw text stands beside it. */
  | 'UNRECOGNIZED';

/** Nova's status of a server. */
export type ServerStatus =
  | 'ACTIVE'
  | 'BUILD'
  | 'DELETED'
  | 'ERROR'
  | 'HARD_REBOOT'
  | 'MIGRATING'
  | 'PASSWORD'
  | 'PAUSED'
  | 'REBOOT'
  | 'REBUILD'
  | 'RESCUE'
  | 'RESIZE'
  | 'REVERT_RESIZE'
  | 'SHELVED'
  | 'SHELVED_OFFLOADED'
  /** Powered off. Its PCI devices stay its own. */
  | 'SHUTOFF'
  | 'SOFT_DELETED'
  | 'SUSPENDED'
  /** Nova's own word for a server whose cell is down: next to nothing is known of it. */
  | 'UNKNOWN'
  /** Something that this version does not know yet; the raw text stands beside it. */
  | 'UNRECOGNIZED'
  /** Resized and not yet confirmed: it holds devices on two hosts. */
  | 'VERIFY_RESIZE';

export type CloudOfGatewayQueryVariables = Exact<{ [key: string]: never; }>;


export type CloudOfGatewayQuery = { cloud: { name: string, region: string | null, isDemo: boolean, partial: boolean | null, microversions: { min: string, max: string } | null, cells: Array<{ name: string, database: CellDatabase | null, reachable: boolean | null, observedAt: string | null }> | null } };

export type FindDevicesQueryVariables = Exact<{
  filter: PciDeviceFilter;
}>;


export type FindDevicesQuery = { pciDevices: { nodes: Array<{ id: string, databaseId: number | null, address: string | null, slot: { host: string } | null, cell: { name: string } | null }> } | null };

export type FindHypervisorsQueryVariables = Exact<{
  filter: HypervisorFilter;
}>;


export type FindHypervisorsQuery = { hypervisors: { nodes: Array<{ id: string, hostname: string | null }> } | null };

export type FindServersQueryVariables = Exact<{
  scope: ProjectScope;
  name: string;
}>;


export type FindServersQuery = { servers: { nodes: Array<{ id: string, name: string | null, statusText: string | null, projectId: string | null }> } | null };

export type HypervisorListQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: HypervisorFilter | null | undefined;
  stats: boolean;
  details: boolean;
  pools: boolean;
}>;


export type HypervisorListQuery = { hypervisors: { nodes: Array<{ id: string, hostname: string | null, state: HypervisorState | null, stateText: string | null, statusText: string | null, type: string | null, hostIp: string | null, service?: { host: string, zone: string | null } | null, stats?: { vcpus: number | null, vcpusUsed: number | null, memoryMib: number | null, memoryUsedMib: number | null, diskGib: number | null, diskUsedGib: number | null, serverCount: number | null } | null, pciStats?: Array<{ vendorId: string | null, productId: string | null, typeText: string | null, numaNode: number | null, free: number, total: number | null, allocated: number | null, claimed: number | null, blocked: number | null, product: { name: string | null } | null, tags: Array<{ key: string, value: string | null }> }> | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type HypervisorShowQueryVariables = Exact<{
  id: string | number;
}>;


export type HypervisorShowQuery = { hypervisor: { id: string, hostname: string | null, state: HypervisorState | null, stateText: string | null, statusText: string | null, type: string | null, version: number | null, hostIp: string | null, availabilityZone: string | null, aggregates: Array<{ name: string | null }> | null, service: { id: string, host: string, disabledReason: string | null, forcedDown: boolean | null, lastSeenAt: string | null } | null, stats: { vcpus: number | null, vcpusUsed: number | null, memoryMib: number | null, memoryUsedMib: number | null, memoryFreeMib: number | null, diskGib: number | null, diskUsedGib: number | null, diskFreeGib: number | null, serverCount: number | null } | null, pciStats: Array<{ vendorId: string | null, productId: string | null, typeText: string | null, numaNode: number | null, free: number, total: number | null, allocated: number | null, claimed: number | null, blocked: number | null, product: { name: string | null } | null, tags: Array<{ key: string, value: string | null }> }> | null } | null };

export type HypervisorsPoolFragment = { vendorId: string | null, productId: string | null, typeText: string | null, numaNode: number | null, free: number, total: number | null, allocated: number | null, claimed: number | null, blocked: number | null, product: { name: string | null } | null, tags: Array<{ key: string, value: string | null }> };

export type PciListQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: PciDeviceFilter | null | undefined;
  details: boolean;
  hypervisor: boolean;
  server: boolean;
}>;


export type PciListQuery = { pciDevices: { nodes: Array<{ databaseId: number | null, address: string | null, vendorId: string | null, productId: string | null, typeText: string | null, statusText: string | null, serverId: string | null, slot: { host: string } | null, hypervisor?: { hostname: string | null } | null, server?: { name: string | null } | null } & { id?: string, numaNode?: number | null, parentAddress?: string | null, label?: string | null, requestId?: string | null, projectId?: string | null, stale?: boolean | null, updatedAt?: string | null, cell?: { name: string } | null, vendor?: { name: string | null } | null, product?: { name: string | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type PciShowQueryVariables = Exact<{
  id: string | number;
}>;


export type PciShowQuery = { pciDevice: { id: string, databaseId: number | null, address: string | null, vendorId: string | null, productId: string | null, type: PciDeviceType | null, typeText: string | null, statusText: string | null, label: string | null, hypervisorDeviceName: string | null, numaNode: number | null, parentAddress: string | null, networkFeatures: Array<string> | null, serialNumber: string | null, macAddress: string | null, liveMigratable: boolean | null, extraInfo: unknown, requestId: string | null, serverId: string | null, projectId: string | null, onServerHost: boolean | null, observedAt: string | null, stale: boolean | null, createdAt: string | null, updatedAt: string | null, cell: { name: string } | null, slot: { host: string } | null, vendor: { name: string | null } | null, product: { name: string | null } | null, physicalFunction: { id: string } | null, virtualFunctions: Array<{ address: string | null, statusText: string | null }> | null, hypervisor: { id: string, hostname: string | null } | null, server: { name: string | null } | null } | null };

export type ServerListQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  scope: ProjectScope;
  filter?: ServerFilter | null | undefined;
  orderBy?: ServerOrder | null | undefined;
  details: boolean;
  devices: boolean;
}>;


export type ServerListQuery = { servers: { nodes: Array<{ id: string, name: string | null, status: ServerStatus, statusText: string | null, taskState: string | null, powerState: ServerPowerState | null, host: string | null, projectId: string | null, userId: string | null, createdAt: string | null, flavor?: { name: string | null } | null, pciDevices?: Array<{ id: string, databaseId: number | null, address: string | null, vendorId: string | null, productId: string | null, typeText: string | null, statusText: string | null, numaNode: number | null, slot: { host: string } | null, product: { name: string | null } | null }> | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type ServerShowQueryVariables = Exact<{
  id: string | number;
}>;


export type ServerShowQuery = { server: { id: string, name: string | null, status: ServerStatus, statusText: string | null, description: string | null, powerState: ServerPowerState | null, vmState: string | null, taskState: string | null, locked: boolean | null, projectId: string | null, userId: string | null, imageId: string | null, keyName: string | null, availabilityZone: string | null, tags: Array<string> | null, volumeIds: Array<string> | null, host: string | null, hypervisorHostname: string | null, hostStatus: ServerHostStatus | null, hostStatusText: string | null, instanceName: string | null, hostId: string | null, createdAt: string | null, updatedAt: string | null, launchedAt: string | null, fault: { code: number | null, message: string | null } | null, flavor: { name: string | null, vcpus: number | null, memoryMib: number | null, diskGib: number | null } | null, addresses: Array<{ network: string, address: string }> | null, metadata: Array<{ key: string, value: string | null }> | null, pciRequests: Array<{ aliasName: string | null, count: number }> | null, pciDevices: Array<{ id: string, databaseId: number | null, address: string | null, vendorId: string | null, productId: string | null, typeText: string | null, statusText: string | null, numaNode: number | null, slot: { host: string } | null, product: { name: string | null } | null }> | null } | null };

export type ServersDeviceFragment = { id: string, databaseId: number | null, address: string | null, vendorId: string | null, productId: string | null, typeText: string | null, statusText: string | null, numaNode: number | null, slot: { host: string } | null, product: { name: string | null } | null };

export const HypervisorsPoolFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HypervisorsPool"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciPool"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"free"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"allocated"}},{"kind":"Field","name":{"kind":"Name","value":"claimed"}},{"kind":"Field","name":{"kind":"Name","value":"blocked"}}]}}]} as unknown as DocumentNode<HypervisorsPoolFragment, unknown>;
export const ServersDeviceFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ServersDevice"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"slot"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"host"}}]}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}}]}}]} as unknown as DocumentNode<ServersDeviceFragment, unknown>;
export const CloudOfGatewayDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CloudOfGateway"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cloud"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"isDemo"}},{"kind":"Field","name":{"kind":"Name","value":"microversions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"min"}},{"kind":"Field","name":{"kind":"Name","value":"max"}}]}},{"kind":"Field","name":{"kind":"Name","value":"cells"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"database"}},{"kind":"Field","name":{"kind":"Name","value":"reachable"}},{"kind":"Field","name":{"kind":"Name","value":"observedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"partial"}}]}}]}}]} as unknown as DocumentNode<CloudOfGatewayQuery, CloudOfGatewayQueryVariables>;
export const FindDevicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FindDevices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PciDeviceFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pciDevices"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"11"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"slot"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"host"}}]}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"cell"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<FindDevicesQuery, FindDevicesQueryVariables>;
export const FindHypervisorsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FindHypervisors"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"HypervisorFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hypervisors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"11"}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"hostname"}}]}}]}}]}}]} as unknown as DocumentNode<FindHypervisorsQuery, FindHypervisorsQueryVariables>;
export const FindServersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FindServers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"scope"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ProjectScope"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"servers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"11"}},{"kind":"Argument","name":{"kind":"Name","value":"scope"},"value":{"kind":"Variable","name":{"kind":"Name","value":"scope"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"eq"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"projectId"}}]}}]}}]}}]} as unknown as DocumentNode<FindServersQuery, FindServersQueryVariables>;
export const HypervisorListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"HypervisorList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"HypervisorFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"stats"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"details"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"pools"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hypervisors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"hostname"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateText"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"hostIp"}},{"kind":"Field","name":{"kind":"Name","value":"service"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"details"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"zone"}}]}},{"kind":"Field","name":{"kind":"Name","value":"stats"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"stats"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vcpus"}},{"kind":"Field","name":{"kind":"Name","value":"vcpusUsed"}},{"kind":"Field","name":{"kind":"Name","value":"memoryMib"}},{"kind":"Field","name":{"kind":"Name","value":"memoryUsedMib"}},{"kind":"Field","name":{"kind":"Name","value":"diskGib"}},{"kind":"Field","name":{"kind":"Name","value":"diskUsedGib"}},{"kind":"Field","name":{"kind":"Name","value":"serverCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pciStats"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"pools"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HypervisorsPool"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HypervisorsPool"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciPool"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"free"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"allocated"}},{"kind":"Field","name":{"kind":"Name","value":"claimed"}},{"kind":"Field","name":{"kind":"Name","value":"blocked"}}]}}]} as unknown as DocumentNode<HypervisorListQuery, HypervisorListQueryVariables>;
export const HypervisorShowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"HypervisorShow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hypervisor"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"hostname"}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"stateText"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"version"}},{"kind":"Field","name":{"kind":"Name","value":"hostIp"}},{"kind":"Field","name":{"kind":"Name","value":"availabilityZone"}},{"kind":"Field","name":{"kind":"Name","value":"aggregates"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"service"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"disabledReason"}},{"kind":"Field","name":{"kind":"Name","value":"forcedDown"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"stats"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vcpus"}},{"kind":"Field","name":{"kind":"Name","value":"vcpusUsed"}},{"kind":"Field","name":{"kind":"Name","value":"memoryMib"}},{"kind":"Field","name":{"kind":"Name","value":"memoryUsedMib"}},{"kind":"Field","name":{"kind":"Name","value":"memoryFreeMib"}},{"kind":"Field","name":{"kind":"Name","value":"diskGib"}},{"kind":"Field","name":{"kind":"Name","value":"diskUsedGib"}},{"kind":"Field","name":{"kind":"Name","value":"diskFreeGib"}},{"kind":"Field","name":{"kind":"Name","value":"serverCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pciStats"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HypervisorsPool"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HypervisorsPool"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciPool"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"free"}},{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"allocated"}},{"kind":"Field","name":{"kind":"Name","value":"claimed"}},{"kind":"Field","name":{"kind":"Name","value":"blocked"}}]}}]} as unknown as DocumentNode<HypervisorShowQuery, HypervisorShowQueryVariables>;
export const PciListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PciList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PciDeviceFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"details"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"hypervisor"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"server"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pciDevices"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"slot"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"host"}}]}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"serverId"}},{"kind":"InlineFragment","directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"details"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"cell"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"vendor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}},{"kind":"Field","name":{"kind":"Name","value":"parentAddress"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"projectId"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hypervisor"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"hypervisor"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hostname"}}]}},{"kind":"Field","name":{"kind":"Name","value":"server"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"server"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<PciListQuery, PciListQueryVariables>;
export const PciShowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PciShow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pciDevice"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"cell"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"slot"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"host"}}]}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"vendor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorDeviceName"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}},{"kind":"Field","name":{"kind":"Name","value":"parentAddress"}},{"kind":"Field","name":{"kind":"Name","value":"physicalFunction"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}},{"kind":"Field","name":{"kind":"Name","value":"virtualFunctions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}}]}},{"kind":"Field","name":{"kind":"Name","value":"networkFeatures"}},{"kind":"Field","name":{"kind":"Name","value":"serialNumber"}},{"kind":"Field","name":{"kind":"Name","value":"macAddress"}},{"kind":"Field","name":{"kind":"Name","value":"liveMigratable"}},{"kind":"Field","name":{"kind":"Name","value":"extraInfo"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"hostname"}}]}},{"kind":"Field","name":{"kind":"Name","value":"serverId"}},{"kind":"Field","name":{"kind":"Name","value":"server"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"projectId"}},{"kind":"Field","name":{"kind":"Name","value":"onServerHost"}},{"kind":"Field","name":{"kind":"Name","value":"observedAt"}},{"kind":"Field","name":{"kind":"Name","value":"stale"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]}}]} as unknown as DocumentNode<PciShowQuery, PciShowQueryVariables>;
export const ServerListDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ServerList"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"scope"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ProjectScope"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ServerFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ServerOrder"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"details"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"devices"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"servers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"scope"},"value":{"kind":"Variable","name":{"kind":"Name","value":"scope"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"taskState"}},{"kind":"Field","name":{"kind":"Name","value":"powerState"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"projectId"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"flavor"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"details"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"pciDevices"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"devices"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ServersDevice"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ServersDevice"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"slot"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"host"}}]}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}}]}}]} as unknown as DocumentNode<ServerListQuery, ServerListQueryVariables>;
export const ServerShowDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ServerShow"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"server"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"powerState"}},{"kind":"Field","name":{"kind":"Name","value":"vmState"}},{"kind":"Field","name":{"kind":"Name","value":"taskState"}},{"kind":"Field","name":{"kind":"Name","value":"fault"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}},{"kind":"Field","name":{"kind":"Name","value":"locked"}},{"kind":"Field","name":{"kind":"Name","value":"projectId"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"flavor"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"vcpus"}},{"kind":"Field","name":{"kind":"Name","value":"memoryMib"}},{"kind":"Field","name":{"kind":"Name","value":"diskGib"}}]}},{"kind":"Field","name":{"kind":"Name","value":"imageId"}},{"kind":"Field","name":{"kind":"Name","value":"keyName"}},{"kind":"Field","name":{"kind":"Name","value":"availabilityZone"}},{"kind":"Field","name":{"kind":"Name","value":"addresses"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"network"}},{"kind":"Field","name":{"kind":"Name","value":"address"}}]}},{"kind":"Field","name":{"kind":"Name","value":"metadata"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}},{"kind":"Field","name":{"kind":"Name","value":"tags"}},{"kind":"Field","name":{"kind":"Name","value":"volumeIds"}},{"kind":"Field","name":{"kind":"Name","value":"host"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorHostname"}},{"kind":"Field","name":{"kind":"Name","value":"hostStatus"}},{"kind":"Field","name":{"kind":"Name","value":"hostStatusText"}},{"kind":"Field","name":{"kind":"Name","value":"instanceName"}},{"kind":"Field","name":{"kind":"Name","value":"hostId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"launchedAt"}},{"kind":"Field","name":{"kind":"Name","value":"pciRequests"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"aliasName"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pciDevices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"ServersDevice"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ServersDevice"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"slot"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"host"}}]}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}}]}}]} as unknown as DocumentNode<ServerShowQuery, ServerShowQueryVariables>;