import type {
  IdCondition,
  NumberCondition,
  PciDeviceFilter as FilterModel,
  SetCondition,
  TextCondition,
  TimeCondition,
} from '../model/pci-device-filter.ts'
import type { PciDeviceStatus as StatusModel, PciDeviceType as TypeModel } from '../model/pci-device.ts'
import { builder } from './builder.ts'
import { PciDeviceStatus, PciDeviceType } from './pci-device.ts'

const EQ = 'Is this.'
const NE = 'Is not this; null is not this either.'
const IN = 'Is one of these; an empty list matches nothing.'
const NOT_IN = 'Is none of these; null is none of them either.'
const IS_NULL = 'true: has no value; false: has one.'
const LT = 'Is less, or earlier.'
const LTE = 'Is this, or less.'
const GT = 'Is more, or later.'
const GTE = 'Is this, or more.'

const IdFilter = builder.inputRef<IdCondition, false>('PciDeviceIdFilter').implement({
  description: 'On an id. Every operator that is named must hold.',
  fields: (t) => ({
    eq: t.id({ description: EQ }),
    ne: t.id({ description: NE }),
    in: t.idList({ description: IN }),
    notIn: t.idList({ description: NOT_IN }),
    isNull: t.boolean({ description: IS_NULL }),
  }),
})

const TextFilter = builder.inputRef<TextCondition, false>('PciDeviceTextFilter').implement({
  description: 'On a text, capitals told from small letters. Every operator that is named must hold.',
  fields: (t) => ({
    eq: t.string({ description: EQ }),
    ne: t.string({ description: NE }),
    in: t.stringList({ description: IN }),
    notIn: t.stringList({ description: NOT_IN }),
    contains: t.string({ description: 'Has this somewhere.' }),
    startsWith: t.string({ description: 'Begins with this.' }),
    isNull: t.boolean({ description: IS_NULL }),
  }),
})

const IntFilter = builder.inputRef<NumberCondition, false>('PciDeviceIntFilter').implement({
  description: 'On a whole number. Every operator that is named must hold.',
  fields: (t) => ({
    eq: t.int({ description: EQ }),
    ne: t.int({ description: NE }),
    in: t.intList({ description: IN }),
    notIn: t.intList({ description: NOT_IN }),
    lt: t.int({ description: LT }),
    lte: t.int({ description: LTE }),
    gt: t.int({ description: GT }),
    gte: t.int({ description: GTE }),
    isNull: t.boolean({ description: IS_NULL }),
  }),
})

const DateTimeFilter = builder.inputRef<TimeCondition, false>('PciDeviceDateTimeFilter').implement({
  description: 'On a moment. Every operator that is named must hold.',
  fields: (t) => ({
    lt: t.field({ type: 'DateTime', description: LT }),
    lte: t.field({ type: 'DateTime', description: LTE }),
    gt: t.field({ type: 'DateTime', description: GT }),
    gte: t.field({ type: 'DateTime', description: GTE }),
    isNull: t.boolean({ description: IS_NULL }),
  }),
})

const StatusFilter = builder.inputRef<SetCondition<StatusModel>, false>('PciDeviceStatusFilter').implement({
  description: 'On the status; UNRECOGNIZED stands for every one that this version does not know.',
  fields: (t) => ({
    eq: t.field({ type: PciDeviceStatus, description: EQ }),
    ne: t.field({ type: PciDeviceStatus, description: NE }),
    in: t.field({ type: [PciDeviceStatus], description: IN }),
    notIn: t.field({ type: [PciDeviceStatus], description: NOT_IN }),
  }),
})

const TypeFilter = builder.inputRef<SetCondition<TypeModel>, false>('PciDeviceTypeFilter').implement({
  description: 'On the type; UNRECOGNIZED stands for every one that this version does not know.',
  fields: (t) => ({
    eq: t.field({ type: PciDeviceType, description: EQ }),
    ne: t.field({ type: PciDeviceType, description: NE }),
    in: t.field({ type: [PciDeviceType], description: IN }),
    notIn: t.field({ type: [PciDeviceType], description: NOT_IN }),
  }),
})

export const PciDeviceFilter = builder.inputRef<FilterModel, false>('PciDeviceFilter')

PciDeviceFilter.implement({
  description:
    'Which devices. Every condition that is named must hold; an empty filter means all. A condition on something that has no ' +
    'value does not hold, and `not` is its exact opposite.',
  fields: (t) => ({
    and: t.field({ type: [PciDeviceFilter], description: 'All of these hold; an empty list always does.' }),
    or: t.field({ type: [PciDeviceFilter], description: 'At least one of these holds; an empty list never does.' }),
    not: t.field({ type: PciDeviceFilter, description: 'This does not hold.' }),
    id: t.field({ type: IdFilter, description: '`PciDevice.id`.' }),
    databaseId: t.field({ type: IntFilter, description: '`PciDevice.databaseId`: unique in its cell only.' }),
    cell: t.field({ type: TextFilter, description: 'Name of the cell. A cell that is left out is not asked.' }),
    address: t.field({ type: TextFilter, description: '`dddd:bb:ss.f`; `startsWith: "0000:3b"` is a bus.' }),
    parentAddress: t.field({ type: TextFilter, description: 'Address of the physical function.' }),
    vendorId: t.field({ type: IdFilter, description: 'Four hex digits: `10de`.' }),
    productId: t.field({ type: IdFilter, description: 'Four hex digits: `20b5`.' }),
    label: t.field({ type: TextFilter, description: '`PciDevice.label`.' }),
    type: t.field({ type: TypeFilter, description: '`PciDevice.type`.' }),
    status: t.field({ type: StatusFilter, description: '`PciDevice.status`.' }),
    numaNode: t.field({ type: IntFilter, description: '`PciDevice.numaNode`.' }),
    host: t.field({ type: TextFilter, description: "nova-compute's service host: the slot's." }),
    hypervisorId: t.field({ type: IdFilter, description: '`Hypervisor.id`.' }),
    hypervisorHostname: t.field({ type: TextFilter, description: '`Hypervisor.hostname`.' }),
    hypervisorDatabaseId: t.field({
      type: IntFilter,
      description: '`PciDevice.hypervisorDatabaseId`: unique in its cell only.',
    }),
    serverId: t.field({ type: IdFilter, description: 'The owner.' }),
    projectId: t.field({ type: IdFilter, description: "The owner's project." }),
    onServerHost: t.boolean({ description: '`PciDevice.onServerHost`; a device without a living owner is neither.' }),
    createdAt: t.field({ type: DateTimeFilter, description: '`PciDevice.createdAt`.' }),
    updatedAt: t.field({ type: DateTimeFilter, description: '`PciDevice.updatedAt`.' }),
  }),
})
