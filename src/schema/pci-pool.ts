import { decodePciDeviceType } from '../model/pci-device.ts'
import type { PciPool as PoolModel } from '../model/pci-pool.ts'
import { builder } from './builder.ts'
import { assumes } from './cost.ts'
import { SHAREABLE } from './directives.ts'
import { PciDeviceType } from './pci-device.ts'
import { AS_PARENT, ruled } from './rule.ts'
import { PciProduct, PciVendor, productOf } from './pci-names.ts'

const PciTag = builder.objectRef<readonly [key: string, value: string | null]>('PciTag').implement({
  description: 'One thing that tells a pool from other pools.',
  extensions: { ...SHAREABLE, ...ruled(AS_PARENT) },
  fields: (t) => ({
    key: t.string({
      nullable: false,
      description: '`physical_network`, `parent_ifname`, `address` and others.',
      resolve: ([key]) => key,
    }),
    value: t.string({ description: 'As Nova wrote it.', resolve: ([, value]) => value }),
  }),
})

export const PciPool = builder.objectRef<PoolModel>('PciPool').implement({
  extensions: ruled(AS_PARENT),
  description:
    'Devices of one hypervisor that Nova holds to be equal. Where physical and virtual functions are both on offer, one ' +
    'excludes the other: do not sum `free` over types.',
  fields: (t) => ({
    vendorId: t.exposeID('vendorId', { description: 'Four lower-case hex digits.' }),
    vendor: t.field({
      type: PciVendor,
      description: 'The maker.',
      resolve: ({ vendorId }) => (vendorId === null ? null : { id: vendorId }),
    }),
    productId: t.exposeID('productId', { description: 'Four lower-case hex digits.' }),
    product: t.field({ type: PciProduct, description: 'The model.', resolve: productOf }),
    type: t.field({
      type: PciDeviceType,
      description: 'Null for pools of Nova before Mitaka. Source: tag `dev_type`, else `dev_type` of the rows.',
      resolve: ({ typeText }) => (typeText === null ? null : decodePciDeviceType(typeText)),
    }),
    typeText: t.exposeString('typeText', {
      description: 'As Nova wrote it. Source: tag `dev_type`, else `dev_type` of the rows.',
    }),
    numaNode: t.exposeInt('numaNode', { description: 'Null: none, or not known.' }),
    tags: t.field({
      type: [PciTag],
      nullable: false,
      extensions: assumes(4),
      description: 'What else tells it from other pools. Source: `tags`.',
      resolve: ({ tags }) => Object.entries(tags),
    }),
    free: t.exposeInt('free', {
      nullable: false,
      description:
        "Devices that a server could have now: Nova's `count`; where Nova keeps no such pool, the rows that are available.",
    }),
    total: t.exposeInt('total', {
      description: 'All rows. Null, as the next three, where rows cannot be told apart by pool.',
    }),
    allocated: t.exposeInt('allocated', { description: 'Rows that a server has.' }),
    claimed: t.exposeInt('claimed', { description: 'Rows that are reserved for a server on its way.' }),
    blocked: t.exposeInt('blocked', {
      description: 'Rows that are neither free nor used, since a parent or child is: UNAVAILABLE and UNCLAIMABLE.',
    }),
  }),
})
