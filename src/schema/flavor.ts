import type { Flavor as FlavorModel } from '../model/flavor.ts'
import { builder } from './builder.ts'
import { assumes } from './cost.ts'
import { keys } from './directives.ts'
import { KeyValue } from './key-value.ts'
import { AS_PARENT, ruled } from './rule.ts'

export const Flavor = builder.objectRef<FlavorModel>('Flavor').implement({
  description: 'A size that servers are made in, as Nova lists it today.',
  extensions: { ...keys('id'), ...ruled(AS_PARENT) },
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: "Nova's flavor id: a UUID, or what an admin chose." }),
    name: t.exposeString('name', { description: 'Unique among the flavors of a cloud. Source: `name`.' }),
    description: t.exposeString('description', { description: 'From 2.55 on. Source: `description`.' }),
    vcpus: t.exposeInt('vcpus', { description: 'Virtual CPUs. Source: `vcpus`.' }),
    memoryMib: t.exposeInt('memoryMib', { description: 'Memory in MiB. Source: `ram`.' }),
    diskGib: t.exposeInt('diskGib', { description: 'Root disk in GiB. Source: `disk`.' }),
    ephemeralGib: t.exposeInt('ephemeralGib', {
      description: 'Ephemeral disk in GiB. Source: `OS-FLV-EXT-DATA:ephemeral`.',
    }),
    swapMib: t.exposeInt('swapMib', { description: 'Swap in MiB. Source: `swap`.' }),
    isPublic: t.exposeBoolean('isPublic', {
      description: 'Whether every project may use it. Source: `os-flavor-access:is_public`.',
    }),
    extraSpecs: t.field({
      extensions: { ...ruled('os_compute_api:os-flavor-extra-specs:index'), ...assumes(8) },
      type: [KeyValue],
      description:
        'What the scheduler and the driver are told, `pci_passthrough:alias` among it. Null where Nova does not show it to ' +
        'this caller, or is older than 2.61. Source: `extra_specs`.',
      resolve: (flavor) => flavor.extraSpecs && Object.entries(flavor.extraSpecs),
    }),
  }),
})
