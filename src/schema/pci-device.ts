import { decodeExtraInfo, type ExtraInfo } from '../model/extra-info.ts'
import {
  isOnServerHost,
  PCI_DEVICE_STATUSES,
  PCI_DEVICE_TYPES,
  type PciDevice as PciDeviceModel,
  type PciDeviceStatus as StatusModel,
  type PciDeviceType as TypeModel,
} from '../model/pci-device.ts'
import { placeOf } from '../loaders/pci-device.ts'
import { linked } from './ahead.ts'
import { builder, type GraphContext } from './builder.ts'
import { Cell } from './cell.ts'
import { assumes, costs } from './cost.ts'
import { keys, SEMANTIC_NON_NULL, SHAREABLE } from './directives.ts'
import { enumValues } from './enum-values.ts'
import { fetches } from './fetch.ts'
import { Hypervisor } from './hypervisor.ts'
import { PciProduct, PciVendor, productOf } from './pci-names.ts'
import { Project } from './project.ts'
import { AS_PARENT, ruled, ruledKey } from './rule.ts'
import { Server } from './server.ts'

export const PciDeviceStatus = builder.enumType('PciDeviceStatus', {
  description: 'What the compute node last wrote of a device.',
  values: enumValues<StatusModel>([...PCI_DEVICE_STATUSES, 'unrecognized'], {
    AVAILABLE: 'Free and usable.',
    CLAIMED: 'Reserved for a server, not yet attached: it boots, or this is where its resize goes to.',
    ALLOCATED: 'A server has it.',
    UNAVAILABLE: 'Neither free nor used: its physical function, or one of its virtual functions, is allocated.',
    UNCLAIMABLE: 'Neither free nor used: its physical function, or one of its virtual functions, is claimed.',
  }),
})

export const PciDeviceType = builder.enumType('PciDeviceType', {
  description: 'What kind of function a device is.',
  values: enumValues<TypeModel>([...PCI_DEVICE_TYPES, 'UNRECOGNIZED'], {
    PCI: 'A device that has no virtual functions.',
    PF: 'A physical function: it may have virtual functions.',
    VF: 'A virtual function of a physical one (SR-IOV).',
    VDPA: 'A virtual function with a vDPA device on it.',
  }),
})

/** What a project's user sees of the devices of its own servers; whatever else a device has, says something of its host. */
const TO_OWNERS = { extensions: ruled(AS_PARENT) }

/** What is in a JSON text, which is read whole. */
const DECODED = costs(1)

const PciSlot = builder.objectRef<{ readonly host: string; readonly address: string }>('PciSlot').implement({
  description: 'Where a device sits: the pair that Neutron has too, as `binding:host_id` and `pci_slot`.',
  extensions: { ...SHAREABLE, ...ruled(AS_PARENT) },
  fields: (t) => ({
    host: t.exposeString('host', { nullable: false, description: "nova-compute's service host." }),
    address: t.exposeString('address', { nullable: false, description: '`dddd:bb:ss.f`, lower-case hex.' }),
  }),
})

export const PciDevice = builder.objectRef<PciDeviceModel>('PciDevice')

PciDevice.implement({
  description: 'One PCI function at an address on a compute node, as the PCI store has it.',
  extensions: { ...keys('id', 'slot { host address }'), ...ruled('pcigraph:device:host_details') },
  fields: (t) => ({
    id: t.exposeID('id', {
      ...TO_OWNERS,
      nullable: false,
      description:
        "Nova's device UUID; for a row that has none yet, a UUID made of its place, which keeps resolving afterwards. A device " +
        'that is taken out and found again gets a new one. Source: `pci_devices.uuid`.',
    }),
    databaseId: t.exposeInt('databaseId', {
      ...TO_OWNERS,
      description: 'Unique in its cell only. Source: `pci_devices.id`.',
    }),
    cell: t.field({
      type: Cell,
      description: 'The cell that holds its row.',
      resolve: (device, _args, { cloud }) =>
        cloud.cells.find((cell) => cell.name === device.cell) ?? { name: device.cell, uuid: null },
    }),
    slot: t.field({
      type: PciSlot,
      extensions: ruledKey('pcigraph:device:host_details'),
      description: 'Host and address together; whole or null.',
      resolve: ({ node, address }) => (node.host === null ? null : { host: node.host, address }),
    }),
    address: t.exposeString('address', { description: '`dddd:bb:ss.f`, lower-case hex. Source: `address`.' }),
    vendorId: t.exposeID('vendorId', { ...TO_OWNERS, description: 'Four lower-case hex digits. Source: `vendor_id`.' }),
    vendor: t.field({
      ...TO_OWNERS,
      type: PciVendor,
      description: 'The maker.',
      resolve: ({ vendorId }) => ({ id: vendorId }),
    }),
    productId: t.exposeID('productId', {
      ...TO_OWNERS,
      description: 'Four lower-case hex digits. Source: `product_id`.',
    }),
    product: t.field({ ...TO_OWNERS, type: PciProduct, description: 'The model.', resolve: productOf }),
    type: t.expose('type', { ...TO_OWNERS, type: PciDeviceType, nullable: true, description: 'Source: `dev_type`.' }),
    typeText: t.exposeString('typeText', { ...TO_OWNERS, description: 'As Nova wrote it. Source: `dev_type`.' }),
    status: t.expose('status', {
      ...TO_OWNERS,
      type: PciDeviceStatus,
      nullable: true,
      description: 'Source: `status`.',
    }),
    statusText: t.exposeString('statusText', { ...TO_OWNERS, description: 'As Nova wrote it. Source: `status`.' }),
    label: t.exposeString('label', { description: 'libvirt: `label_<vendor>_<product>`. Source: `label`.' }),
    hypervisorDeviceName: t.exposeString('hypervisorDeviceName', {
      description: "The hypervisor's name for it; libvirt: `pci_0000_04_10_0`. Source: `dev_id`.",
    }),
    numaNode: t.exposeInt('numaNode', { description: 'Null: none, or not known. Source: `numa_node`.' }),
    parentAddress: t.exposeString('parentAddress', {
      description: 'Address of the physical function. Null for one that is no virtual function. Source: `parent_addr`.',
    }),
    physicalFunction: t.field({
      type: PciDevice,
      extensions: fetches('pci store', 'devices by place'),
      description:
        'The physical function of a virtual one. Null, and no error, where it is not on offer to Nova and so has no row: the ' +
        'usual set-up of SR-IOV.',
      resolve: linked(
        (loaders) => loaders.pciDeviceByPlace,
        (device) => (device.parentAddress === null ? null : { ...placeOf(device), address: device.parentAddress }),
      ),
    }),
    virtualFunctions: t.field({
      type: [PciDevice],
      nullable: true,
      description: 'The virtual functions of a physical one; empty for none.',
      extensions: { ...SEMANTIC_NON_NULL, ...fetches('pci store', 'devices by parent'), ...assumes(16) },
      resolve: (device, _args, { loaders }) =>
        device.type === 'PF' ? loaders.virtualFunctions.get(placeOf(device)) : [],
    }),
    networkFeatures: t.stringList({
      extensions: DECODED,
      description:
        "What a NIC's virtual function offloads. Null for other devices. Source: `extra_info`, capabilities.network.",
      resolve: (device) => extraInfoOf(device).networkFeatures,
    }),
    serialNumber: t.string({
      extensions: DECODED,
      description:
        "The card's, from its vital product data. Source: `extra_info`, capabilities.vpd.card_serial_number.",
      resolve: (device) => extraInfoOf(device).serialNumber,
    }),
    macAddress: t.string({
      extensions: DECODED,
      description: "The physical function's. Source: `extra_info`, mac_address or capabilities.sriov.pf_mac_address.",
      resolve: (device) => extraInfoOf(device).macAddress,
    }),
    liveMigratable: t.boolean({
      extensions: DECODED,
      description:
        'Whether a server may be live migrated with it; from 2025.1 on. Source: `extra_info`, live_migratable.',
      resolve: (device) => extraInfoOf(device).liveMigratable,
    }),
    extraInfo: t.field({
      extensions: DECODED,
      type: 'JSON',
      description: 'All of `extra_info`, the JSON inside its texts decoded too. Null where it is empty or no JSON.',
      resolve: (device) => extraInfoOf(device).raw,
    }),
    requestId: t.exposeID('requestId', {
      description: 'The PCI request of its server that it serves; null before Zed. Source: `request_id`.',
    }),
    hypervisor: t.field({
      type: Hypervisor,
      extensions: fetches('nova', 'hypervisors by id'),
      description: 'The compute node that holds it.',
      resolve: linked(
        (loaders) => loaders.hypervisor,
        ({ node }) => node.hypervisorId,
      ),
    }),
    hypervisorHostname: t.string({
      description: 'As the store has it, which asks Nova nothing. Source: `compute_nodes.hypervisor_hostname`.',
      resolve: ({ node }) => node.hypervisorHostname,
    }),
    hypervisorDatabaseId: t.int({
      description: "The compute node's row; unique in its cell only. Source: `compute_nodes.id`.",
      resolve: ({ node }) => node.databaseId,
    }),
    serverId: t.exposeID('serverId', {
      ...TO_OWNERS,
      description: 'The owner, also when that server is gone. Null: nobody owns it. Source: `instance_uuid`.',
    }),
    server: t.field({
      extensions: { ...ruled(AS_PARENT), ...fetches('nova', 'servers by id') },
      type: Server,
      description:
        'The owner. Null with `serverId` set: the server is gone (a leak, or a moment of its deletion), or not for this caller to see.',
      resolve: linked(
        (loaders) => loaders.server,
        (device) => device.serverId,
      ),
    }),
    projectId: t.id({
      ...TO_OWNERS,
      description:
        "The owner's project. Null: nobody owns it, or the owner's row is purged. Source: `instances.project_id`.",
      resolve: ({ owner }) => owner?.projectId,
    }),
    project: t.field({
      ...TO_OWNERS,
      type: Project,
      description: "The owner's project, with what Keystone tells this caller.",
      resolve: ({ owner }) => (owner?.projectId ? { id: owner.projectId } : null),
    }),
    onServerHost: t.boolean({
      description:
        'false: the other side of a resize or migration, where the owner does not run. Null without a living owner.',
      resolve: isOnServerHost,
    }),
    observedAt: t.field({
      type: 'DateTime',
      description: 'When its nova-compute last reported: the row is what was true then. Source: `services`.',
      resolve: ({ node }) => node.lastSeenAt,
    }),
    stale: t.boolean({
      description:
        'Whether its nova-compute has stopped reporting, or was forced down: then nobody keeps the row true.',
      resolve: isStale,
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When Nova first saw it. Source: `created_at`.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When its row last changed; all rows of a host do at a restart of its nova-compute. Source: `updated_at`.',
    }),
  }),
})

function isStale({ node }: PciDeviceModel, _args: object, { cloud }: GraphContext): boolean | null {
  if (node.forcedDown) return true
  return node.lastSeenAt && cloud.now().getTime() - node.lastSeenAt.getTime() > cloud.serviceDownTimeMs
}

/** Decoded when the first field of a device asks for it, and once for all of them, which come one after the other. */
function extraInfoOf(device: PciDeviceModel): ExtraInfo {
  if (decoded?.device !== device) decoded = { device, info: decodeExtraInfo(device.extraInfoText) }
  return decoded.info
}

/**
 * The last one alone. A WeakMap would hold all of them past every collection of young garbage, to which its values count as in use:
 * then a list of a hundred thousand fills the memory with what nobody needs.
 */
let decoded: { readonly device: PciDeviceModel; readonly info: ExtraInfo } | null = null
