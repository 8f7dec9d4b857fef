import type {
  PciRequest as PciRequestModel,
  ServerAddress as AddressModel,
  ServerFault as FaultModel,
  ServerFlavor as FlavorModel,
} from '../model/server.ts'
import { builder } from './builder.ts'
import { assumes } from './cost.ts'
import { SEMANTIC_NON_NULL } from './directives.ts'
import { fetches } from './fetch.ts'
import { Flavor } from './flavor.ts'
import { KeyValue } from './key-value.ts'
import { AS_PARENT, ruled } from './rule.ts'

export const ServerFlavor = builder.objectRef<FlavorModel>('ServerFlavor').implement({
  extensions: ruled(AS_PARENT),
  description:
    'The flavor as it was when the server was built or last resized: Nova keeps a copy of it with the server.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name then. Source: `flavor.original_name`.' }),
    vcpus: t.exposeInt('vcpus', { description: 'Virtual CPUs. Source: `flavor.vcpus`.' }),
    memoryMib: t.exposeInt('memoryMib', { description: 'Memory in MiB. Source: `flavor.ram`.' }),
    diskGib: t.exposeInt('diskGib', { description: 'Root disk in GiB. Source: `flavor.disk`.' }),
    ephemeralGib: t.exposeInt('ephemeralGib', { description: 'Ephemeral disk in GiB. Source: `flavor.ephemeral`.' }),
    swapMib: t.exposeInt('swapMib', { description: 'Swap in MiB. Source: `flavor.swap`.' }),
    extraSpecs: t.field({
      extensions: { ...ruled('os_compute_api:os-flavor-extra-specs:index'), ...assumes(8) },
      type: [KeyValue],
      description:
        'Its extra specs then. Null where Nova does not show them to this caller. Source: `flavor.extra_specs`.',
      resolve: (flavor) => flavor.extraSpecs && Object.entries(flavor.extraSpecs),
    }),
    flavor: t.field({
      type: Flavor,
      extensions: fetches('nova', 'flavors'),
      description:
        'The flavor of that name today. Null when it was renamed or deleted, or is not for this caller to see.',
      resolve: (flavor, _args, { loaders }) => (flavor.name === null ? null : loaders.flavorByName.get(flavor.name)),
    }),
  }),
})

export const ServerFault = builder.objectRef<FaultModel>('ServerFault').implement({
  extensions: ruled(AS_PARENT),
  description: 'Why a server is in ERROR.',
  fields: (t) => ({
    code: t.exposeInt('code', { description: 'An HTTP-like number. Source: `fault.code`.' }),
    message: t.exposeString('message', { description: 'Source: `fault.message`.' }),
    details: t.exposeString('details', { description: 'Stack trace, to admins alone. Source: `fault.details`.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', nullable: true, description: 'Source: `fault.created`.' }),
  }),
})

export const ServerAddress = builder.objectRef<AddressModel>('ServerAddress').implement({
  extensions: ruled(AS_PARENT),
  description: 'An IP address of a server.',
  fields: (t) => ({
    network: t.exposeString('network', { nullable: false, description: "The network's name: the key in `addresses`." }),
    address: t.exposeString('address', { nullable: false, description: 'Source: `addr`.' }),
    version: t.exposeInt('version', { description: '4 or 6. Source: `version`.' }),
    type: t.exposeString('type', { description: '`fixed` or `floating`. Source: `OS-EXT-IPS:type`.' }),
    macAddress: t.exposeString('macAddress', { description: "The port's. Source: `OS-EXT-IPS-MAC:mac_addr`." }),
  }),
})

export const PciRequest = builder.objectRef<PciRequestModel>('PciRequest').implement({
  extensions: ruled(AS_PARENT),
  description: 'Devices that a flavor asks for. What an alias means is in nova.conf alone: no API tells.',
  fields: (t) => ({
    aliasName: t.exposeString('aliasName', {
      description:
        'The alias, as `pci_passthrough:alias` names it. Never null as yet: requests of Neutron ports have none.',
      extensions: SEMANTIC_NON_NULL,
    }),
    count: t.exposeInt('count', { nullable: false, description: 'How many such devices.' }),
  }),
})
