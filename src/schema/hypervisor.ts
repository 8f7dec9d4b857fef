import type { Hypervisor as HypervisorModel } from '../model/hypervisor.ts'
import { linked } from './ahead.ts'
import { builder } from './builder.ts'
import { connectionType, pageArguments } from './connection.ts'
import { assumes } from './cost.ts'
import { keys, SEMANTIC_NON_NULL } from './directives.ts'
import { fetches } from './fetch.ts'
import { need } from './guard.ts'
import {
  Aggregate,
  ComputeService,
  HypervisorCpuInfo,
  HypervisorState,
  HypervisorStats,
  HypervisorStatus,
} from './hypervisor-parts.ts'
import { pageOfHypervisorDevices } from './pci-device-pages.ts'
import { pciDeviceConnectionArgs, PciDeviceConnection } from './pci-device-connection.ts'
import { PciPool } from './pci-pool.ts'
import { pageOfHypervisorServers } from './server-pages.ts'
import { ruled } from './rule.ts'
import { ServerConnection } from './server.ts'
import { ServerFilter } from './server-filter.ts'
import { andThen } from './and-then.ts'

export const Hypervisor = builder.objectRef<HypervisorModel>('Hypervisor')
export const HypervisorConnection = connectionType('Hypervisor', Hypervisor, 'How many pass the filter.')

Hypervisor.implement({
  description:
    'A compute node that runs servers, as os-hypervisors shows it to this caller: by default to admins alone.',
  extensions: { ...keys('id'), ...ruled('os_compute_api:os-hypervisors:list-detail') },
  fields: (t) => ({
    id: t.exposeID('id', {
      nullable: false,
      description: 'UUID of the compute node, and of its resource provider in Placement. Source: `id`, from 2.53 on.',
    }),
    hostname: t.exposeString('hostname', {
      description: "The virt driver's name for it; need not be the service host. Source: `hypervisor_hostname`.",
    }),
    state: t.expose('state', {
      type: HypervisorState,
      nullable: true,
      description: 'Whether its nova-compute reports. Source: `state`.',
    }),
    stateText: t.exposeString('stateText', { description: 'As Nova wrote it. Source: `state`.' }),
    status: t.expose('status', {
      type: HypervisorStatus,
      nullable: true,
      description: 'Whether it takes new servers. Source: `status`.',
    }),
    statusText: t.exposeString('statusText', { description: 'As Nova wrote it. Source: `status`.' }),
    type: t.exposeString('type', { description: '`QEMU`, `ironic` and others. Source: `hypervisor_type`.' }),
    version: t.exposeInt('version', {
      description: "The hypervisor's own version as a number. Source: `hypervisor_version`.",
    }),
    hostIp: t.exposeString('hostIp', { description: 'Source: `host_ip`.' }),
    cpuInfo: t.expose('cpuInfo', {
      type: HypervisorCpuInfo,
      nullable: true,
      description: 'Null from 2.88 on. Source: `cpu_info`.',
    }),
    service: t.expose('service', {
      type: ComputeService,
      nullable: true,
      description: 'Its nova-compute. Source: `service`.',
    }),
    availabilityZone: t.string({
      extensions: { ...ruled('os_compute_api:os-services:list'), ...fetches('nova', 'compute services') },
      description: 'The zone of its nova-compute. Source: os-services `zone`.',
      resolve: (hypervisor, _args, { loaders }) =>
        hypervisor.service && andThen(loaders.computeService.get(hypervisor.service.host), (service) => service?.zone),
    }),
    aggregates: t.field({
      type: [Aggregate],
      nullable: true,
      description: 'The host aggregates that it is in; empty for none. Source: os-aggregates.',
      extensions: {
        ...SEMANTIC_NON_NULL,
        ...ruled('os_compute_api:os-aggregates:index'),
        ...fetches('nova', 'aggregates'),
        ...assumes(4),
      },
      resolve: (hypervisor, _args, { loaders }) =>
        hypervisor.service === null ? [] : loaders.aggregatesByHost.get(hypervisor.service.host),
    }),
    stats: t.field({
      type: HypervisorStats,
      extensions: fetches('placement', 'capacity by provider'),
      description:
        'Capacity and use: from os-hypervisors at 2.87, else from Placement. Null where Placement has no such provider.',
      resolve: (hypervisor, _args, { loaders }) => hypervisor.stats ?? loaders.placementStats.get(hypervisor.id),
    }),
    pciStats: t.field({
      type: [PciPool],
      nullable: true,
      description:
        "What of its PCI devices is left: the union of Nova's pools and of the rows; empty for none. Null where the store has no " +
        'such compute node, and with an error at this path where it cannot answer or this caller may not ask. ' +
        'Source: `compute_nodes.pci_stats` and `pci_devices`.',
      extensions: {
        ...ruled('pcigraph:hypervisor:pci_stats'),
        ...fetches('pci store', 'pools of hypervisors'),
        ...assumes(8),
      },
      resolve: linked(
        (loaders) => loaders.pciPools,
        (hypervisor) => hypervisor.id,
      ),
    }),
    pciDevices: t.field({
      type: PciDeviceConnection,
      args: pciDeviceConnectionArgs(t.arg),
      description: 'Its PCI devices. Source: `pci_devices`.',
      extensions: {
        ...SEMANTIC_NON_NULL,
        ...ruled('os_compute_api:os-pci:index'),
        ...fetches('pci store', 'devices of hypervisors'),
      },
      resolve: (hypervisor, args, context) => pageOfHypervisorDevices(hypervisor, args, context),
    }),
    servers: t.field({
      type: ServerConnection,
      args: {
        ...pageArguments(t.arg),
        filter: t.arg({ type: ServerFilter, description: 'Which ones. Without it: all that are not deleted.' }),
      },
      description: 'The servers that it runs, of every project. Source: servers, by `host`.',
      extensions: {
        ...SEMANTIC_NON_NULL,
        ...ruled('os_compute_api:servers:detail:get_all_tenants'),
        ...fetches('nova', 'servers by host', { needs: ['os_compute_api:servers:detail:get_all_tenants'] }),
      },
      resolve: (hypervisor, args, context) => {
        need('os_compute_api:servers:detail:get_all_tenants', context)
        return pageOfHypervisorServers(hypervisor, args, context)
      },
    }),
  }),
})
