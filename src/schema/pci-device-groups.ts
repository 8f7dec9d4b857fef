import { hash } from 'node:crypto'
import { BadUserInput } from '../errors.ts'
import { PCI_DEVICE_GROUPINGS, type PciDeviceGroup as GroupModel } from '../model/pci-device-filter.ts'
import { builder } from './builder.ts'
import { Cell } from './cell.ts'
import { checkPageSize, connectionType, pageArguments, type Connection } from './connection.ts'
import { costs } from './cost.ts'
import { forProject } from './cursor.ts'
import { SEMANTIC_NON_NULL } from './directives.ts'
import { enumValues } from './enum-values.ts'
import { fetches } from './fetch.ts'
import { Hypervisor } from './hypervisor.ts'
import { noNulls } from './no-nulls.ts'
import { needForFilter, needForGroups } from './pci-device-arguments.ts'
import { PciDeviceFilter } from './pci-device-filter.ts'
import { PciDeviceStatus, PciDeviceType } from './pci-device.ts'
import { PciProduct, PciVendor, productOf } from './pci-names.ts'
import { Project } from './project.ts'
import { AS_PARENT, ruled } from './rule.ts'
import { Server } from './server.ts'
import { pageOfWhole, readMarker } from './whole-list.ts'

const PciDeviceGrouping = builder.enumType('PciDeviceGrouping', {
  description: 'What devices can be grouped by.',
  values: enumValues(PCI_DEVICE_GROUPINGS, {
    PRODUCT: 'Vendor and product: a product id means nothing without its vendor.',
    PROJECT: "The owner's project; null for devices that nobody owns.",
    SERVER: 'The owner; null for devices that nobody owns.',
  }),
})

const ON_HOSTS = { extensions: ruled('pcigraph:device:host_details') }

const PciDeviceGroup = builder.objectRef<GroupModel>('PciDeviceGroup').implement({
  extensions: ruled(AS_PARENT),
  description: 'Devices that are equal in what they were grouped by, counted. What was not grouped by is null.',
  fields: (t) => ({
    vendorId: t.id({ description: 'Grouped by VENDOR or PRODUCT.', resolve: (group) => group.vendorId }),
    vendor: t.field({
      type: PciVendor,
      description: 'Grouped by VENDOR or PRODUCT.',
      resolve: ({ vendorId }) => (vendorId === undefined ? null : { id: vendorId }),
    }),
    productId: t.id({ description: 'Grouped by PRODUCT.', resolve: (group) => group.productId }),
    product: t.field({ type: PciProduct, description: 'Grouped by PRODUCT.', resolve: productOf }),
    type: t.field({
      type: PciDeviceType,
      description: 'Grouped by TYPE. UNRECOGNIZED: all that this version does not know, together.',
      resolve: (group) => group.type,
    }),
    status: t.field({
      type: PciDeviceStatus,
      description: 'Grouped by STATUS. UNRECOGNIZED: all that this version does not know, together.',
      resolve: (group) => group.status,
    }),
    numaNode: t.int({
      ...ON_HOSTS,
      description: 'Grouped by NUMA_NODE; null is also a group of its own.',
      resolve: (group) => group.numaNode,
    }),
    hypervisorId: t.id({ ...ON_HOSTS, description: 'Grouped by HYPERVISOR.', resolve: (group) => group.hypervisorId }),
    hypervisor: t.field({
      extensions: { ...ruled('pcigraph:device:host_details'), ...fetches('nova', 'hypervisors by id') },
      type: Hypervisor,
      description: 'Grouped by HYPERVISOR.',
      resolve: ({ hypervisorId }, _args, { loaders }) => (hypervisorId ? loaders.hypervisor.get(hypervisorId) : null),
    }),
    cell: t.field({
      ...ON_HOSTS,
      type: Cell,
      description: 'Grouped by CELL.',
      resolve: (group, _args, { cloud }) => cloud.cells.find(({ name }) => name === group.cell),
    }),
    projectId: t.id({ description: 'Grouped by PROJECT.', resolve: (group) => group.projectId }),
    project: t.field({
      type: Project,
      description: 'Grouped by PROJECT.',
      resolve: ({ projectId }) => (projectId ? { id: projectId } : null),
    }),
    serverId: t.id({ description: 'Grouped by SERVER.', resolve: (group) => group.serverId }),
    server: t.field({
      type: Server,
      extensions: fetches('nova', 'servers by id'),
      description: 'Grouped by SERVER. Null with `serverId` set: it is gone, or not for this caller to see.',
      resolve: ({ serverId }, _args, { loaders }) => (serverId ? loaders.server.get(serverId) : null),
    }),
    count: t.exposeInt('count', { nullable: false, description: 'All of them.' }),
    free: t.exposeInt('free', { nullable: false, description: 'Those AVAILABLE.' }),
    claimed: t.exposeInt('claimed', { nullable: false, description: 'Those CLAIMED.' }),
    allocated: t.exposeInt('allocated', { nullable: false, description: 'Those ALLOCATED.' }),
    blocked: t.exposeInt('blocked', {
      nullable: false,
      description: 'Those UNAVAILABLE or UNCLAIMABLE: neither free nor used, since a parent or child is.',
    }),
  }),
})

const PciDeviceGroupConnection = connectionType('PciDeviceGroup', PciDeviceGroup, 'How many groups there are.')

builder.queryField('pciDeviceGroups', (t) =>
  t.field({
    type: PciDeviceGroupConnection,
    description:
      'Devices counted by what they have in common: how many of a model are free, who holds them. Ordered by what they are ' +
      'grouped by. Null, with an error, where the PCI store cannot answer or this caller may not ask.',
    extensions: {
      ...SEMANTIC_NON_NULL,
      ...ruled('os_compute_api:os-pci:index'),
      ...fetches('pci store', 'groups of devices'),
      // Every row is read that the filter leaves in.
      ...costs(1000),
    },
    args: {
      by: t.arg({ type: [PciDeviceGrouping], required: true, description: 'One or several.' }),
      filter: t.arg({ type: PciDeviceFilter, description: 'Which devices. Without it: all.' }),
      ...pageArguments(t.arg),
    },
    resolve: async (_root, { by, filter, first, after }, context): Promise<Connection<GroupModel>> => {
      checkPageSize(first, context.cloud.maxPageSize)
      if (by.length === 0)
        throw new BadUserInput('by is empty: name what to group by, PRODUCT for example.', { argument: 'by' })
      const list = { by, filter: noNulls(filter ?? {}, 'filter'), ...forProject(context) }
      needForFilter(filter, context)
      needForGroups(by, context)
      const marker = readMarker(list, after)
      const groups = await context.loaders.groupDevices({ by: [...new Set(by)], filter: filter ?? {} })
      return pageOfWhole(groups, { list, first, marker, nameOf })
    },
  }),
)

/** A group by its key alone: its counts change while a client pages. */
function nameOf({ count: _1, free: _2, claimed: _3, allocated: _4, blocked: _5, ...key }: GroupModel): string {
  return hash('sha256', JSON.stringify(key), 'base64url').slice(0, 16)
}
