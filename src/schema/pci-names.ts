import { productName, vendorName } from '../model/pci-ids.ts'
import { builder } from './builder.ts'
import { SHAREABLE } from './directives.ts'
import { AS_PARENT, ruled } from './rule.ts'

export const PciVendor = builder.objectRef<{ readonly id: string }>('PciVendor').implement({
  description: 'A maker of PCI devices.',
  extensions: { ...SHAREABLE, ...ruled(AS_PARENT) },
  fields: (t) => ({
    id: t.exposeID('id', { nullable: false, description: 'Four lower-case hex digits.' }),
    name: t.string({
      description: 'Null for one that the PCI ID database of this release does not know. Source: pci.ids.',
      resolve: ({ id }) => vendorName(id),
    }),
  }),
})

type ProductModel = { readonly vendorId: string; readonly id: string }

export const PciProduct = builder.objectRef<ProductModel>('PciProduct').implement({
  description: 'A model of PCI device.',
  extensions: { ...SHAREABLE, ...ruled(AS_PARENT) },
  fields: (t) => ({
    id: t.exposeID('id', {
      nullable: false,
      description: 'Four lower-case hex digits, which mean something with the vendor only.',
    }),
    vendor: t.field({
      type: PciVendor,
      nullable: false,
      description: 'Its maker.',
      resolve: ({ vendorId }) => ({ id: vendorId }),
    }),
    name: t.string({
      description: 'Null for one that the PCI ID database of this release does not know. Source: pci.ids.',
      resolve: ({ vendorId, id }) => productName(vendorId, id),
    }),
  }),
})

/** Null unless both ids are known: a product id means nothing without its vendor. */
export function productOf({
  vendorId = null,
  productId = null,
}: {
  readonly vendorId?: string | null
  readonly productId?: string | null
}): ProductModel | null {
  return vendorId === null || productId === null ? null : { vendorId, id: productId }
}
