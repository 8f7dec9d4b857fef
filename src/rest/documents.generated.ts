/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

export type DeviceIndexItemFragment = { databaseId: number | null, address: string | null, vendorId: string | null, productId: string | null, statusText: string | null, hypervisorDatabaseId: number | null };

export type DeviceDetailItemFragment = { id: string, typeText: string | null, label: string | null, hypervisorDeviceName: string | null, numaNode: number | null, parentAddress: string | null, extraInfo: unknown, requestId: string | null, hypervisorHostname: string | null, serverId: string | null, createdAt: string | null, updatedAt: string | null, databaseId: number | null, address: string | null, vendorId: string | null, productId: string | null, statusText: string | null, hypervisorDatabaseId: number | null };

export type DeviceIndexQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: PciDeviceFilter | null | undefined;
}>;


export type DeviceIndexQuery = { pciDevices: { nodes: Array<{ id: string, databaseId: number | null, address: string | null, vendorId: string | null, productId: string | null, statusText: string | null, hypervisorDatabaseId: number | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type DeviceDetailQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  filter?: PciDeviceFilter | null | undefined;
}>;


export type DeviceDetailQuery = { pciDevices: { nodes: Array<{ id: string, typeText: string | null, label: string | null, hypervisorDeviceName: string | null, numaNode: number | null, parentAddress: string | null, extraInfo: unknown, requestId: string | null, hypervisorHostname: string | null, serverId: string | null, createdAt: string | null, updatedAt: string | null, databaseId: number | null, address: string | null, vendorId: string | null, productId: string | null, statusText: string | null, hypervisorDatabaseId: number | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type DeviceByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type DeviceByIdQuery = { pciDevice: { id: string, typeText: string | null, label: string | null, hypervisorDeviceName: string | null, numaNode: number | null, parentAddress: string | null, extraInfo: unknown, requestId: string | null, hypervisorHostname: string | null, serverId: string | null, createdAt: string | null, updatedAt: string | null, databaseId: number | null, address: string | null, vendorId: string | null, productId: string | null, statusText: string | null, hypervisorDatabaseId: number | null } | null };

export type HypervisorPoolsFragment = { id: string, hostname: string | null, service: { host: string } | null, pciStats: Array<{ vendorId: string | null, productId: string | null, numaNode: number | null, free: number, tags: Array<{ key: string, value: string | null }> }> | null };

export type PoolsByHostnameQueryVariables = Exact<{
  hostnames: Array<string> | string;
  first: number;
  after?: string | null | undefined;
}>;


export type PoolsByHostnameQuery = { hypervisors: { nodes: Array<{ id: string, hostname: string | null, service: { host: string } | null, pciStats: Array<{ vendorId: string | null, productId: string | null, numaNode: number | null, free: number, tags: Array<{ key: string, value: string | null }> }> | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type DevicePlacesQueryVariables = Exact<{
  first: number;
  filter: PciDeviceFilter;
}>;


export type DevicePlacesQuery = { pciDevices: { nodes: Array<{ id: string, databaseId: number | null, cell: { name: string } | null }> } | null };

export type CellNamesQueryVariables = Exact<{ [key: string]: never; }>;


export type CellNamesQuery = { cloud: { cells: Array<{ name: string }> | null } };

export type DeviceIdsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type DeviceIdsQuery = { pciDevices: { nodes: Array<{ id: string, databaseId: number | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type MicroversionsQueryVariables = Exact<{ [key: string]: never; }>;


export type MicroversionsQuery = { cloud: { microversions: { min: string, max: string } | null } };

export type AllocatedDevicesQueryVariables = Exact<{
  representations: Array<unknown> | unknown;
}>;


export type AllocatedDevicesQuery = { _entities: Array<
    | { id: string, pciDevices: Array<{ databaseId: number | null }> | null }
    | Record<PropertyKey, never>
   | null> };

export const DeviceIndexItemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeviceIndexItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorDatabaseId"}}]}}]} as unknown as DocumentNode<DeviceIndexItemFragment, unknown>;
export const DeviceDetailItemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeviceDetailItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DeviceIndexItem"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorDeviceName"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}},{"kind":"Field","name":{"kind":"Name","value":"parentAddress"}},{"kind":"Field","name":{"kind":"Name","value":"extraInfo"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorHostname"}},{"kind":"Field","name":{"kind":"Name","value":"serverId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeviceIndexItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorDatabaseId"}}]}}]} as unknown as DocumentNode<DeviceDetailItemFragment, unknown>;
export const HypervisorPoolsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HypervisorPools"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hypervisor"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"hostname"}},{"kind":"Field","name":{"kind":"Name","value":"service"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"host"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pciStats"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}},{"kind":"Field","name":{"kind":"Name","value":"free"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}}]} as unknown as DocumentNode<HypervisorPoolsFragment, unknown>;
export const DeviceIndexDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DeviceIndex"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PciDeviceFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pciDevices"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"DeviceIndexItem"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeviceIndexItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorDatabaseId"}}]}}]} as unknown as DocumentNode<DeviceIndexQuery, DeviceIndexQueryVariables>;
export const DeviceDetailDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DeviceDetail"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"PciDeviceFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pciDevices"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DeviceDetailItem"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeviceIndexItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorDatabaseId"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeviceDetailItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DeviceIndexItem"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorDeviceName"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}},{"kind":"Field","name":{"kind":"Name","value":"parentAddress"}},{"kind":"Field","name":{"kind":"Name","value":"extraInfo"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorHostname"}},{"kind":"Field","name":{"kind":"Name","value":"serverId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<DeviceDetailQuery, DeviceDetailQueryVariables>;
export const DeviceByIdDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DeviceById"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pciDevice"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DeviceDetailItem"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeviceIndexItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorDatabaseId"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"DeviceDetailItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PciDevice"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"DeviceIndexItem"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"typeText"}},{"kind":"Field","name":{"kind":"Name","value":"label"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorDeviceName"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}},{"kind":"Field","name":{"kind":"Name","value":"parentAddress"}},{"kind":"Field","name":{"kind":"Name","value":"extraInfo"}},{"kind":"Field","name":{"kind":"Name","value":"requestId"}},{"kind":"Field","name":{"kind":"Name","value":"hypervisorHostname"}},{"kind":"Field","name":{"kind":"Name","value":"serverId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<DeviceByIdQuery, DeviceByIdQueryVariables>;
export const PoolsByHostnameDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"PoolsByHostname"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"hostnames"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hypervisors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"hostname"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"in"},"value":{"kind":"Variable","name":{"kind":"Name","value":"hostnames"}}}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"HypervisorPools"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"HypervisorPools"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Hypervisor"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"hostname"}},{"kind":"Field","name":{"kind":"Name","value":"service"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"host"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pciStats"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"vendorId"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"numaNode"}},{"kind":"Field","name":{"kind":"Name","value":"free"}},{"kind":"Field","name":{"kind":"Name","value":"tags"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}}]} as unknown as DocumentNode<PoolsByHostnameQuery, PoolsByHostnameQueryVariables>;
export const DevicePlacesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DevicePlaces"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PciDeviceFilter"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pciDevices"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}},{"kind":"Field","name":{"kind":"Name","value":"cell"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DevicePlacesQuery, DevicePlacesQueryVariables>;
export const CellNamesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CellNames"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cloud"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cells"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<CellNamesQuery, CellNamesQueryVariables>;
export const DeviceIdsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DeviceIds"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"pciDevices"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<DeviceIdsQuery, DeviceIdsQueryVariables>;
export const MicroversionsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Microversions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cloud"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"microversions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"min"}},{"kind":"Field","name":{"kind":"Name","value":"max"}}]}}]}}]}}]} as unknown as DocumentNode<MicroversionsQuery, MicroversionsQueryVariables>;
export const AllocatedDevicesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AllocatedDevices"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"representations"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"_Any"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"_entities"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"representations"},"value":{"kind":"Variable","name":{"kind":"Name","value":"representations"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Server"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"pciDevices"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"status"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"ALLOCATED"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseId"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AllocatedDevicesQuery, AllocatedDevicesQueryVariables>;