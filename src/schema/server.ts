import { isOnServerHost } from '../model/pci-device.ts'
import {
  pciRequestsOf,
  SERVER_HOST_STATUSES,
  SERVER_STATUSES,
  type Server as ServerModel,
  type ServerHostStatus as HostStatusModel,
  type ServerPowerState as PowerStateModel,
  type ServerStatus as StatusModel,
} from '../model/server.ts'
import { fetchedAhead, linked } from './ahead.ts'
import { builder } from './builder.ts'
import { assumes } from './cost.ts'
import { connectionType } from './connection.ts'
import { keys, SEMANTIC_NON_NULL } from './directives.ts'
import { enumValues } from './enum-values.ts'
import { fetches } from './fetch.ts'
import { foresees } from './foresee.ts'
import { KeyValue } from './key-value.ts'
import { mayFor, need, needFor } from './guard.ts'
import { Hypervisor } from './hypervisor.ts'
import { PciDevice, PciDeviceStatus } from './pci-device.ts'
import { Project } from './project.ts'
import { ruled } from './rule.ts'
import { PciRequest, ServerAddress, ServerFault, ServerFlavor } from './server-parts.ts'
import { andThen } from './and-then.ts'

const POWER_STATES = ['NOSTATE', 'RUNNING', 'PAUSED', 'SHUTDOWN', 'CRASHED', 'SUSPENDED', 'UNRECOGNIZED'] as const

export const ServerStatus = builder.enumType('ServerStatus', {
  description: "Nova's status of a server.",
  values: enumValues<StatusModel>([...SERVER_STATUSES, 'UNRECOGNIZED'], {
    UNKNOWN: "Nova's own word for a server whose cell is down: next to nothing is known of it.",
    VERIFY_RESIZE: 'Resized and not yet confirmed: it holds devices on two hosts.',
    SHUTOFF: 'Powered off. Its PCI devices stay its own.',
  }),
})

const ServerPowerState = builder.enumType('ServerPowerState', {
  description: 'What the hypervisor last said of the guest.',
  values: enumValues<PowerStateModel>(POWER_STATES),
})

const ServerHostStatus = builder.enumType('ServerHostStatus', {
  description: "How the server's host is.",
  values: enumValues<HostStatusModel>([...SERVER_HOST_STATUSES, 'UNRECOGNIZED'], {
    UNKNOWN: 'Its nova-compute has stopped reporting.',
    MAINTENANCE: 'Its service is disabled.',
  }),
})

export const Server = builder.objectRef<ServerModel>('Server')
export const ServerConnection = connectionType(
  'Server',
  Server,
  'How many pass the filter, on a hypervisor. Null for `Query.servers`: Nova cannot count.',
)

Server.implement({
  description:
    "A virtual machine, as Nova's servers API shows it to this caller. A field is null where Nova does not send it: to this " +
    'caller, at this age of the cloud, or of a server whose cell is down.',
  extensions: { ...keys('id'), ...ruled('os_compute_api:servers:detail') },
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: "Nova's server UUID." }),
    name: t.exposeString('name', { description: 'Not unique. Source: `name`.' }),
    status: t.expose('status', { type: ServerStatus, nullable: false, description: 'Source: `status`.' }),
    statusText: t.exposeString('statusText', { description: 'The status as Nova wrote it. Source: `status`.' }),
    powerState: t.expose('powerState', {
      type: ServerPowerState,
      nullable: true,
      description: 'Source: `OS-EXT-STS:power_state`.',
    }),
    powerStateCode: t.exposeInt('powerStateCode', {
      description: 'The power state as Nova numbers it. Source: `OS-EXT-STS:power_state`.',
    }),
    vmState: t.exposeString('vmState', { description: "Nova's inner state. Source: `OS-EXT-STS:vm_state`." }),
    taskState: t.exposeString('taskState', {
      description: 'What is being done with it. Null: nothing. Source: `OS-EXT-STS:task_state`.',
    }),
    progress: t.exposeInt('progress', { description: 'Percent of what is being done. Source: `progress`.' }),
    fault: t.expose('fault', {
      type: ServerFault,
      nullable: true,
      description: 'Why it is in ERROR. Null: it is not. Source: `fault`.',
    }),
    description: t.exposeString('description', { description: 'What its user wrote. Source: `description`.' }),
    hostname: t.exposeString('hostname', {
      description: "The guest's own name; to all callers from 2.90 on. Source: `OS-EXT-SRV-ATTR:hostname`.",
    }),
    locked: t.exposeBoolean('locked', { description: 'Whether actions on it are refused. Source: `locked`.' }),
    lockedReason: t.exposeString('lockedReason', { description: 'From 2.73 on. Source: `locked_reason`.' }),
    projectId: t.exposeID('projectId', { description: 'Who owns it. Source: `tenant_id`.' }),
    project: t.field({
      type: Project,
      description: 'Who owns it, with what Keystone tells this caller.',
      resolve: (server) => (server.projectId === null ? null : { id: server.projectId }),
    }),
    userId: t.exposeID('userId', { description: 'Who made it. Source: `user_id`.' }),
    flavor: t.expose('flavor', { type: ServerFlavor, nullable: true, description: 'Its size. Source: `flavor`.' }),
    imageId: t.exposeID('imageId', { description: 'Null when it boots from a volume. Source: `image.id`.' }),
    keyName: t.exposeString('keyName', { description: 'SSH key pair. Source: `key_name`.' }),
    availabilityZone: t.exposeString('availabilityZone', {
      description: 'Null before it is scheduled. Source: `OS-EXT-AZ:availability_zone`.',
    }),
    pinnedAvailabilityZone: t.exposeString('pinnedAvailabilityZone', {
      description: 'The zone that it may not leave; from 2.96 on. Null: it may. Source: `pinned_availability_zone`.',
    }),
    addresses: t.expose('addresses', {
      type: [ServerAddress],
      nullable: true,
      extensions: assumes(4),
      description: 'Source: `addresses`.',
    }),
    metadata: t.field({
      type: [KeyValue],
      extensions: assumes(8),
      description: 'What its user tagged it with. Source: `metadata`.',
      resolve: (server) => server.metadata && Object.entries(server.metadata),
    }),
    tags: t.exposeStringList('tags', { nullable: true, description: 'Source: `tags`.' }),
    volumeIds: t.exposeIDList('volumeIds', {
      nullable: true,
      description: 'Attached Cinder volumes. Source: `os-extended-volumes:volumes_attached`.',
    }),
    configDrive: t.exposeBoolean('configDrive', { description: 'Source: `config_drive`.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', nullable: true, description: 'Source: `created`.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', nullable: true, description: 'Source: `updated`.' }),
    launchedAt: t.expose('launchedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Source: `OS-SRV-USG:launched_at`.',
    }),
    terminatedAt: t.expose('terminatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Source: `OS-SRV-USG:terminated_at`.',
    }),
    hostId: t.exposeString('hostId', {
      description:
        'A hash of project and host, not to be compared between projects. Null on no host. Source: `hostId`.',
    }),
    host: t.exposeString('host', {
      extensions: ruled('os_compute_api:os-extended-server-attributes'),
      description:
        "nova-compute's service host. Null on no host, and where Nova hides it from this caller. Source: `OS-EXT-SRV-ATTR:host`.",
    }),
    hypervisorHostname: t.exposeString('hypervisorHostname', {
      extensions: ruled('os_compute_api:os-extended-server-attributes'),
      description:
        'Null on no host, and where Nova hides it from this caller. Source: `OS-EXT-SRV-ATTR:hypervisor_hostname`.',
    }),
    hostStatus: t.expose('hostStatus', {
      extensions: ruled('os_compute_api:servers:show:host_status'),
      type: ServerHostStatus,
      nullable: true,
      description: 'To admins. Null on no host. Source: `host_status`.',
    }),
    hostStatusText: t.exposeString('hostStatusText', {
      extensions: ruled('os_compute_api:servers:show:host_status'),
      description: 'As Nova wrote it. Source: `host_status`.',
    }),
    instanceName: t.exposeString('instanceName', {
      extensions: ruled('os_compute_api:os-extended-server-attributes'),
      description: "The hypervisor's name for it, to admins. Source: `OS-EXT-SRV-ATTR:instance_name`.",
    }),
    hypervisor: t.field({
      type: Hypervisor,
      extensions: {
        ...ruled('os_compute_api:os-hypervisors:list-detail'),
        ...fetches('nova', 'hypervisors by hostname', {
          keyHiddenBy: 'os_compute_api:os-extended-server-attributes',
        }),
        ...foresees(({ loaders, access }) => {
          if (access.may('os_compute_api:os-extended-server-attributes')) loaders.expectHypervisors()
        }),
      },
      description: 'Where it runs. Null, and no error, on no host and where Nova hides the host from this caller.',
      resolve: linked(
        (loaders) => loaders.hypervisorByHostname,
        (server) => server.hypervisorHostname,
      ),
    }),
    pciDevices: t.field({
      type: [PciDevice],
      nullable: true,
      args: {
        status: t.arg({ type: [PciDeviceStatus], description: 'Those in any of these statuses. Without it: all.' }),
        onServerHost: t.arg.boolean({
          description:
            'true: those on the host that runs the server; false: the other side of a resize or migration. Without it: both.',
        }),
      },
      description:
        'Every device that it owns, on both hosts while a resize is unconfirmed; empty for none. Null, with an error at this ' +
        'path, where the PCI store cannot answer or this caller may not ask. Source: `pci_devices.instance_uuid`.',
      extensions: {
        ...SEMANTIC_NON_NULL,
        ...ruled('os_compute_api:os-pci:pci_servers'),
        ...fetches('pci store', 'devices of servers'),
        ...assumes(4),
      },
      resolve: fetchedAhead(
        (server, { status, onServerHost }, context) => {
          needFor('os_compute_api:os-pci:pci_servers', server, context)
          if (typeof onServerHost === 'boolean') need('pcigraph:device:host_details', context)
          const devices = context.loaders.pciDevicesByServer.get(server.id)
          if (typeof onServerHost !== 'boolean' && !status) return devices
          return andThen(devices, (all) =>
            all.filter(
              (device) =>
                (status?.includes(device.status) ?? true) &&
                (typeof onServerHost !== 'boolean' || isOnServerHost(device) === onServerHost),
            ),
          )
        },
        (loaders) => loaders.pciDevicesByServer,
        (server, context, { onServerHost }) =>
          mayFor('os_compute_api:os-pci:pci_servers', server, context) &&
          (typeof onServerHost !== 'boolean' || context.access.may('pcigraph:device:host_details'))
            ? server.id
            : null,
      ),
    }),
    pciRequests: t.field({
      type: [PciRequest],
      extensions: { ...ruled('os_compute_api:os-flavor-extra-specs:index'), ...assumes(2) },
      description:
        'What its flavor asks of the PCI aliases; empty for none. Null where the extra specs are hidden. ' +
        'Source: `pci_passthrough:alias`.',
      resolve: (server) => pciRequestsOf(server.flavor),
    }),
  }),
})
