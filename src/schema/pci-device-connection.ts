import type { ArgBuilder } from '@pothos/core'
import { PCI_DEVICE_ORDER_FIELDS, type PciDeviceOrder as OrderModel } from '../model/pci-device-filter.ts'
import { builder, type SchemaTypes } from './builder.ts'
import { connectionType, pageArguments } from './connection.ts'
import { enumValues } from './enum-values.ts'
import { OrderDirection } from './order-direction.ts'
import { PciDeviceFilter } from './pci-device-filter.ts'
import { PciDevice } from './pci-device.ts'

export const PciDeviceConnection = connectionType(
  'PciDevice',
  PciDevice,
  'How many pass the filter: one counting statement a cell.',
  { isCountAsked: true },
)

const PciDeviceOrderField = builder.enumType('PciDeviceOrderField', {
  description: 'What devices can be ordered by. Equal ones come by cell and row.',
  values: enumValues(PCI_DEVICE_ORDER_FIELDS, {
    SLOT: 'Host, then address.',
    PRODUCT: 'Vendor id, then product id.',
    STATUS: 'By the text of it.',
    TYPE: 'By the text of it.',
  }),
})

const PciDeviceOrder = builder.inputRef<OrderModel, false>('PciDeviceOrder').implement({
  description: 'Which device comes first.',
  fields: (t) => ({
    field: t.field({ type: PciDeviceOrderField, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirection, required: true, defaultValue: 'asc', description: 'Which way.' }),
  }),
})

/** The arguments of every list of devices. */
export function pciDeviceConnectionArgs(arg: ArgBuilder<SchemaTypes>) {
  return {
    ...pageArguments(arg),
    filter: arg({ type: PciDeviceFilter, description: 'Which ones. Without it: all.' }),
    orderBy: arg({ type: PciDeviceOrder, description: 'Without it: by cell and row, the quickest for long lists.' }),
  }
}
