/**
 * The fields for which the brief form of an object will do, as Nova lists it at less cost: where a document reads nothing else of a
 * type, nothing else is asked. A test asks each field alone and beside all others.
 */
export const BRIEF_FIELDS: Readonly<Record<string, ReadonlySet<string>>> = {
  Hypervisor: new Set(['id', 'hostname', 'state', 'stateText', 'status', 'statusText', 'pciStats', 'pciDevices']),
  Server: new Set([
    'id',
    'name',
    'status',
    'statusText',
    'powerState',
    'powerStateCode',
    'vmState',
    'taskState',
    'progress',
    'projectId',
    'project',
    'userId',
    'imageId',
    'keyName',
    'availabilityZone',
    'addresses',
    'metadata',
    'hostId',
    'host',
    'hypervisorHostname',
    'hypervisor',
    'instanceName',
    'createdAt',
    'updatedAt',
    'launchedAt',
    'terminatedAt',
    'pciDevices',
  ]),
}
