import type { Aggregate as AggregateModel } from '../model/aggregate.ts'
import type {
  HypervisorCpuInfo as CpuInfoModel,
  HypervisorState as StateModel,
  HypervisorStats as StatsModel,
  HypervisorStatus as StatusModel,
} from '../model/hypervisor.ts'
import type { GraphContext } from './builder.ts'
import { builder } from './builder.ts'
import { assumes } from './cost.ts'
import { SEMANTIC_NON_NULL } from './directives.ts'
import { enumValues } from './enum-values.ts'
import { fetches } from './fetch.ts'
import { KeyValue } from './key-value.ts'
import { Hypervisor } from './hypervisor.ts'
import { AS_PARENT, ruled } from './rule.ts'
import { andThen } from './and-then.ts'

export const HypervisorState = builder.enumType('HypervisorState', {
  description: 'Whether its nova-compute reports.',
  values: enumValues<StateModel>(['UP', 'DOWN', 'UNRECOGNIZED']),
})

export const HypervisorStatus = builder.enumType('HypervisorStatus', {
  description: 'Whether an operator lets new servers onto it.',
  values: enumValues<StatusModel>(['ENABLED', 'DISABLED', 'UNRECOGNIZED']),
})

export const HypervisorCpuInfo = builder.objectRef<CpuInfoModel>('HypervisorCpuInfo').implement({
  extensions: ruled(AS_PARENT),
  description: 'The processors of a hypervisor, as its driver told Nova.',
  fields: (t) => ({
    architecture: t.exposeString('architecture', { description: '`x86_64` and its like. Source: `cpu_info.arch`.' }),
    model: t.exposeString('model', { description: 'Source: `cpu_info.model`.' }),
    vendor: t.exposeString('vendor', { description: 'Source: `cpu_info.vendor`.' }),
    features: t.exposeStringList('features', { nullable: false, description: 'Source: `cpu_info.features`.' }),
    sockets: t.exposeInt('sockets', { description: 'Source: `cpu_info.topology.sockets`.' }),
    cores: t.exposeInt('cores', { description: 'Per socket. Source: `cpu_info.topology.cores`.' }),
    threads: t.exposeInt('threads', { description: 'Per core. Source: `cpu_info.topology.threads`.' }),
  }),
})

const HypervisorStatsSource = builder.enumType('HypervisorStatsSource', {
  description: 'Who told the capacity.',
  values: {
    NOVA: { value: 'NOVA', description: 'os-hypervisors, at 2.87.' },
    PLACEMENT: { value: 'PLACEMENT', description: 'Inventories and usages, where 2.87 is no longer served.' },
  } as const,
})

export const HypervisorStats = builder.objectRef<StatsModel>('HypervisorStats').implement({
  extensions: ruled(AS_PARENT),
  description: 'What a hypervisor physically has, no overcommit applied, and what of it is in use.',
  fields: (t) => ({
    source: t.expose('source', { type: HypervisorStatsSource, nullable: false, description: 'Who told it.' }),
    vcpus: t.exposeInt('vcpus', { description: 'Physical threads. Source: `vcpus`; VCPU and PCPU totals.' }),
    vcpusUsed: t.exposeInt('vcpusUsed', {
      description: 'vCPUs of its servers. Source: `vcpus_used`; VCPU and PCPU usages.',
    }),
    memoryMib: t.exposeInt('memoryMib', { description: 'Memory in MiB. Source: `memory_mb`; MEMORY_MB total.' }),
    memoryUsedMib: t.exposeInt('memoryUsedMib', {
      description:
        'Memory in use in MiB; Nova counts what is reserved for the host too. Source: `memory_mb_used`; MEMORY_MB usage.',
    }),
    memoryFreeMib: t.exposeInt('memoryFreeMib', {
      description: 'In MiB; negative where overcommitted. Source: `free_ram_mb`.',
    }),
    diskGib: t.exposeInt('diskGib', { description: 'Local disk in GiB. Source: `local_gb`; DISK_GB total.' }),
    diskUsedGib: t.exposeInt('diskUsedGib', {
      description: 'Local disk in use in GiB. Source: `local_gb_used`; DISK_GB usage.',
    }),
    diskFreeGib: t.exposeInt('diskFreeGib', {
      description: 'In GiB; negative where overcommitted. Source: `free_disk_gb`.',
    }),
    diskAvailableLeastGib: t.exposeInt('diskAvailableLeastGib', {
      description:
        'In GiB, were every image to grow to its full size. Nova alone tells it. Source: `disk_available_least`.',
    }),
    serverCount: t.exposeInt('serverCount', {
      description: 'Servers of every power state. Null from Placement. Source: `running_vms`.',
    }),
    currentWorkload: t.exposeInt('currentWorkload', {
      description: 'Builds, resizes and other tasks in progress. Null from Placement. Source: `current_workload`.',
    }),
  }),
})

/** What os-hypervisors itself tells. */
const OF_HYPERVISOR = { extensions: ruled(AS_PARENT) }

/** What is asked of os-services. */
const LISTED = { extensions: fetches('nova', 'compute services') }

/** What os-hypervisors tells of the service; the rest is asked of os-services only where it is wanted. */
type ServiceModel = { readonly id: string; readonly host: string; readonly disabledReason: string | null }

export const ComputeService = builder.objectRef<ServiceModel>('ComputeService').implement({
  description: 'The nova-compute of a hypervisor.',
  extensions: ruled('os_compute_api:os-services:list'),
  fields: (t) => ({
    id: t.exposeID('id', {
      ...OF_HYPERVISOR,
      nullable: false,
      description: "Nova's service UUID. Source: `service.id`.",
    }),
    host: t.exposeString('host', {
      ...OF_HYPERVISOR,
      nullable: false,
      description: 'The service host. Source: `service.host`.',
    }),
    disabledReason: t.exposeString('disabledReason', {
      ...OF_HYPERVISOR,
      description: 'Source: `service.disabled_reason`.',
    }),
    binary: t.string({
      ...LISTED,
      description: 'Source: os-services `binary`.',
      resolve: (service, _args, context) => andThen(listed(service, context), (found) => found?.binary),
    }),
    zone: t.string({
      ...LISTED,
      description: 'Availability zone. Source: os-services `zone`.',
      resolve: (service, _args, context) => andThen(listed(service, context), (found) => found?.zone),
    }),
    state: t.field({
      ...LISTED,
      type: HypervisorState,
      description: 'Whether it reports. Source: os-services `state`.',
      resolve: (service, _args, context) => andThen(listed(service, context), (found) => found?.state),
    }),
    status: t.field({
      ...LISTED,
      type: HypervisorStatus,
      description: 'Whether it takes new servers. Source: os-services `status`.',
      resolve: (service, _args, context) => andThen(listed(service, context), (found) => found?.status),
    }),
    stateText: t.string({
      ...LISTED,
      description: 'As Nova wrote it. Source: os-services `state`.',
      resolve: (service, _args, context) => andThen(listed(service, context), (found) => found?.stateText),
    }),
    statusText: t.string({
      ...LISTED,
      description: 'As Nova wrote it. Source: os-services `status`.',
      resolve: (service, _args, context) => andThen(listed(service, context), (found) => found?.statusText),
    }),
    forcedDown: t.boolean({
      ...LISTED,
      description: 'Whether an operator declared it down. Source: os-services `forced_down`.',
      resolve: (service, _args, context) => andThen(listed(service, context), (found) => found?.forcedDown),
    }),
    lastSeenAt: t.field({
      ...LISTED,
      type: 'DateTime',
      description: 'Its last heartbeat. Source: os-services `updated_at`.',
      resolve: (service, _args, context) => andThen(listed(service, context), (found) => found?.updatedAt),
    }),
  }),
})

function listed(service: ServiceModel, { loaders }: GraphContext) {
  return loaders.computeService.get(service.host)
}

export const Aggregate = builder.objectRef<AggregateModel>('Aggregate').implement({
  description: 'A host aggregate: hosts that an operator grouped.',
  extensions: ruled('os_compute_api:os-aggregates:index'),
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: 'Its UUID. Source: `uuid`.' }),
    databaseId: t.exposeInt('databaseId', { description: "Nova's integer id. Source: `id`." }),
    name: t.exposeString('name', { description: 'Source: `name`.' }),
    availabilityZone: t.exposeString('availabilityZone', {
      description: 'The zone that it makes. Source: `availability_zone`.',
    }),
    hosts: t.exposeStringList('hosts', { nullable: false, description: 'Service hosts. Source: `hosts`.' }),
    metadata: t.field({
      type: [KeyValue],
      nullable: false,
      extensions: assumes(4),
      description: 'Source: `metadata`.',
      resolve: (aggregate) => Object.entries(aggregate.metadata),
    }),
    hypervisors: t.field({
      type: [Hypervisor],
      nullable: true,
      description: 'The hypervisors of its hosts; empty for none.',
      extensions: {
        ...SEMANTIC_NON_NULL,
        ...ruled('os_compute_api:os-hypervisors:list-detail'),
        ...fetches('nova', 'all hypervisors'),
        ...assumes(32),
      },
      resolve: async (aggregate, _args, { loaders }) =>
        (await loaders.listHypervisors()).filter(
          (hypervisor) => hypervisor.service !== null && aggregate.hosts.includes(hypervisor.service.host),
        ),
    }),
  }),
})
