import { BadUserInput } from '../errors.ts'
import { isPciAddress } from '../model/pci-address.ts'
import { isUuid } from '../model/uuid.ts'
import { builder } from './builder.ts'
import { costs } from './cost.ts'
import { SEMANTIC_NON_NULL } from './directives.ts'
import { fetches } from './fetch.ts'
import { need } from './guard.ts'
import { PciDeviceConnection, pciDeviceConnectionArgs } from './pci-device-connection.ts'
import { pageOfDevices } from './pci-device-pages.ts'
import { PciDevice } from './pci-device.ts'
import { ruled } from './rule.ts'

const PciSlotInput = builder.inputType('PciSlotInput', {
  description: 'Where a device sits.',
  fields: (t) => ({
    host: t.string({ required: true, description: "nova-compute's service host, as in Neutron's `binding:host_id`." }),
    address: t.string({ required: true, description: '`dddd:bb:ss.f`, hex digits.' }),
  }),
})

builder.queryFields((t) => ({
  pciDevice: t.field({
    type: PciDevice,
    args: { id: t.arg.id({ required: true, description: '`PciDevice.id`.' }) },
    extensions: { ...ruled('os_compute_api:os-pci:show'), ...fetches('pci store', 'devices by id'), ...costs(10) },
    description: 'One device by its id. Null where there is none.',
    resolve: (_root, { id }, context) => {
      if (!isUuid(id)) {
        throw new BadUserInput(
          'id is no UUID: to find a device by its row use pciDevices(filter: { databaseId: { eq: … } }).',
          {
            argument: 'id',
          },
        )
      }
      return context.loaders.pciDevice.get(id)
    },
  }),
  pciDeviceBySlot: t.field({
    type: PciDevice,
    args: { slot: t.arg({ type: PciSlotInput, required: true, description: 'Host and address.' }) },
    extensions: {
      ...ruled('os_compute_api:os-pci:show'),
      ...fetches('pci store', 'devices by slot', { needs: ['pcigraph:device:host_details'] }),
      ...costs(10),
    },
    description: 'One device by where it sits. Null where there is none.',
    resolve: (_root, { slot }, context) => {
      need('pcigraph:device:host_details', context)
      if (!isPciAddress(slot.address)) {
        throw new BadUserInput('slot.address is no PCI address: write it as 0000:3b:00.0.', { argument: 'slot' })
      }
      return context.loaders.pciDeviceBySlot.get(slot)
    },
  }),
  pciDevices: t.field({
    type: PciDeviceConnection,
    args: pciDeviceConnectionArgs(t.arg),
    description:
      'The PCI devices of every compute node. Null, with an error, where the PCI store cannot answer or this caller may not ask.',
    extensions: {
      ...SEMANTIC_NON_NULL,
      ...ruled('os_compute_api:os-pci:index'),
      ...fetches('pci store', 'a page of devices'),
      ...costs(10),
    },
    resolve: (_root, args, context) => pageOfDevices(args, context),
  }),
}))
