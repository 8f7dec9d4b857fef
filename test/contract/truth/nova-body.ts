import { z } from 'zod'

// Bodies in Nova's own words, on purpose: what the gateway makes of them is compared with what Nova said. A key that is
// not sent is undefined, which differs from null. What is not listed here is kept as well.

const TEXTS = z.record(z.string(), z.string())

const SERVER_FLAVOR = z.looseObject({
  original_name: z.string(),
  vcpus: z.number(),
  ram: z.number(),
  disk: z.number(),
  ephemeral: z.number(),
  swap: z.number(),
  extra_specs: TEXTS.optional(),
})

const SERVER = z.looseObject({
  id: z.string(),
  status: z.string(),
  tenant_id: z.string(),
  created: z.string(),
  /** From here on, not for every caller: tokens without a project get a stub. */
  name: z.string().optional(),
  user_id: z.string().optional(),
  updated: z.string().optional(),
  description: z.string().nullable().optional(),
  hostId: z.string().optional(),
  host_status: z.string().optional(),
  image: z.union([z.looseObject({ id: z.string() }), z.literal('')]).optional(),
  flavor: SERVER_FLAVOR.optional(),
  metadata: TEXTS.optional(),
  tags: z.array(z.string()).optional(),
  addresses: z
    .record(
      z.string(),
      z.array(
        z.looseObject({
          addr: z.string(),
          version: z.number(),
          'OS-EXT-IPS:type': z.string().optional(),
          'OS-EXT-IPS-MAC:mac_addr': z.string().optional(),
        }),
      ),
    )
    .optional(),
  key_name: z.string().nullable().optional(),
  config_drive: z.string().optional(),
  progress: z.number().optional(),
  locked: z.boolean().optional(),
  locked_reason: z.string().nullable().optional(),
  pinned_availability_zone: z.string().nullable().optional(),
  fault: z
    .looseObject({ code: z.number(), message: z.string(), created: z.string(), details: z.string().optional() })
    .optional(),
  'OS-EXT-AZ:availability_zone': z.string().nullable().optional(),
  'OS-EXT-STS:power_state': z.number().optional(),
  'OS-EXT-STS:vm_state': z.string().optional(),
  'OS-EXT-STS:task_state': z.string().nullable().optional(),
  'OS-EXT-SRV-ATTR:host': z.string().nullable().optional(),
  'OS-EXT-SRV-ATTR:hypervisor_hostname': z.string().nullable().optional(),
  'OS-EXT-SRV-ATTR:hostname': z.string().optional(),
  'OS-EXT-SRV-ATTR:instance_name': z.string().optional(),
  'OS-SRV-USG:launched_at': z.string().nullable().optional(),
  'OS-SRV-USG:terminated_at': z.string().nullable().optional(),
  'os-extended-volumes:volumes_attached': z.array(z.looseObject({ id: z.string() })).optional(),
})
export type ServerBody = z.infer<typeof SERVER>

const HYPERVISOR = z.looseObject({
  id: z.string(),
  hypervisor_hostname: z.string(),
  state: z.string(),
  status: z.string(),
  hypervisor_type: z.string(),
  hypervisor_version: z.number(),
  host_ip: z.string().nullable(),
  service: z.looseObject({ id: z.string(), host: z.string(), disabled_reason: z.string().nullable() }),
  /** From here on, up to 2.87. */
  cpu_info: z
    .looseObject({
      arch: z.string().optional(),
      model: z.string().optional(),
      vendor: z.string().optional(),
      features: z.array(z.string()).optional(),
      topology: z.looseObject({ sockets: z.number(), cores: z.number(), threads: z.number() }).optional(),
    })
    .optional(),
  vcpus: z.number().optional(),
  vcpus_used: z.number().optional(),
  memory_mb: z.number().optional(),
  memory_mb_used: z.number().optional(),
  free_ram_mb: z.number().optional(),
  local_gb: z.number().optional(),
  local_gb_used: z.number().optional(),
  free_disk_gb: z.number().optional(),
  disk_available_least: z.number().nullable().optional(),
  running_vms: z.number().optional(),
  current_workload: z.number().optional(),
})
export type HypervisorBody = z.infer<typeof HYPERVISOR>

const SERVICE = z.looseObject({
  id: z.string(),
  binary: z.string(),
  host: z.string(),
  zone: z.string(),
  state: z.string(),
  status: z.string(),
  disabled_reason: z.string().nullable(),
  forced_down: z.boolean(),
  updated_at: z.string().nullable(),
})
export type ServiceBody = z.infer<typeof SERVICE>

const AGGREGATE = z.looseObject({
  id: z.number(),
  uuid: z.string(),
  name: z.string(),
  availability_zone: z.string().nullable(),
  hosts: z.array(z.string()),
  metadata: TEXTS,
})
export type AggregateBody = z.infer<typeof AGGREGATE>

const FLAVOR = z.looseObject({
  id: z.string(),
  name: z.string(),
  vcpus: z.number(),
  ram: z.number(),
  disk: z.number(),
  swap: z.number(),
  'OS-FLV-EXT-DATA:ephemeral': z.number(),
  'os-flavor-access:is_public': z.boolean(),
  description: z.string().nullable(),
  extra_specs: TEXTS.optional(),
})
export type FlavorBody = z.infer<typeof FLAVOR>

const LINKS = z.array(z.looseObject({ rel: z.string(), href: z.string() })).optional()

export const SERVERS_BODY = z.object({ servers: z.array(SERVER), servers_links: LINKS })
export const HYPERVISORS_BODY = z.object({ hypervisors: z.array(HYPERVISOR), hypervisors_links: LINKS })
export const SERVICES_BODY = z.object({ services: z.array(SERVICE) })
export const AGGREGATES_BODY = z.object({ aggregates: z.array(AGGREGATE) })
export const FLAVORS_BODY = z.object({ flavors: z.array(FLAVOR), flavors_links: LINKS })
export const VERSION_BODY = z.object({ version: z.looseObject({ version: z.string(), min_version: z.string() }) })
