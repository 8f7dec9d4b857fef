import type { Command } from 'commander'
import { addConnectionOptions, type ConnectionOptions } from './connection.ts'
import { PciShowDocument, type PciShowQuery } from './documents.generated.ts'
import { CommandFailure } from './failure.ts'
import { findDeviceId } from './find-device.ts'
import type { Column } from './output/columns.ts'
import { addOutputOptions, type OutputOptions } from './output/output-options.ts'
import { printObject } from './output/print-object.ts'
import { withSession } from './session.ts'

type Device = NonNullable<PciShowQuery['pciDevice']>

/** Names of the os-pci API where it had one, and what it never showed after them. */
const FIELDS: readonly Column<Device>[] = [
  { title: 'id', value: (device) => device.databaseId },
  { title: 'uuid', value: (device) => device.id },
  { title: 'cell', value: (device) => device.cell?.name ?? null },
  { title: 'host', value: (device) => device.slot?.host ?? null },
  { title: 'hypervisor_hostname', value: (device) => device.hypervisor?.hostname ?? null },
  { title: 'hypervisor_id', value: (device) => device.hypervisor?.id ?? null },
  { title: 'address', value: (device) => device.address },
  { title: 'vendor_id', value: (device) => device.vendorId },
  { title: 'vendor_name', value: (device) => device.vendor?.name ?? null },
  { title: 'product_id', value: (device) => device.productId },
  { title: 'product_name', value: (device) => device.product?.name ?? null },
  { title: 'dev_type', value: (device) => device.typeText },
  { title: 'status', value: (device) => device.statusText },
  { title: 'server_uuid', value: (device) => device.serverId },
  { title: 'server_name', value: (device) => device.server?.name ?? null },
  { title: 'project_id', value: (device) => device.projectId },
  { title: 'on_server_host', value: (device) => device.onServerHost },
  { title: 'request_id', value: (device) => device.requestId },
  { title: 'numa_node', value: (device) => device.numaNode },
  { title: 'parent_addr', value: (device) => device.parentAddress },
  { title: 'physical_function', value: (device) => device.physicalFunction?.id ?? null },
  {
    title: 'virtual_functions',
    value: (device) =>
      device.virtualFunctions?.map(({ address, statusText }) => ({ address, status: statusText })) ?? null,
    text: (device) => linesOf(device.virtualFunctions?.map((vf) => `${vf.address ?? '?'} ${vf.statusText ?? ''}`)),
  },
  { title: 'dev_id', value: (device) => device.hypervisorDeviceName },
  { title: 'label', value: (device) => device.label },
  {
    title: 'network_features',
    value: (device) => device.networkFeatures,
    text: (device) => device.networkFeatures?.join(', ') ?? 'None',
  },
  { title: 'serial_number', value: (device) => device.serialNumber },
  { title: 'mac_address', value: (device) => device.macAddress },
  { title: 'live_migratable', value: (device) => device.liveMigratable },
  { title: 'extra_info', value: (device) => device.extraInfo },
  { title: 'observed_at', value: (device) => device.observedAt },
  { title: 'stale', value: (device) => device.stale },
  { title: 'created_at', value: (device) => device.createdAt },
  { title: 'updated_at', value: (device) => device.updatedAt },
]

export function addPciShow(program: Command): void {
  const command = program
    .command('pci-show')
    .summary('show one PCI device')
    .description('Shows one PCI device, for admins.')
    .argument('<device>', "its UUID, Nova's integer id, host/address, or an address that is on one host only")
  addOutputOptions(command)
  addConnectionOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  pcigraph pci-show gpu-01/0000:3b:00.0
  pcigraph pci-show 17
  pcigraph pci-show 5a0c7f3e-1d8b-4a52-9d4e-0b6f5c1a2e73 -f json
  pcigraph pci-show 17 -c server_uuid -f value`,
    )
    .action((device: string, options: ConnectionOptions & OutputOptions) =>
      withSession(options, async (session) => {
        const id = await findDeviceId(session, device)
        const found = await session.ask(PciShowDocument, { id }, (data) => data.pciDevice)
        if (found === null)
          throw new CommandFailure(4, `No PCI device has the UUID ${id}. pcigraph pci-list shows them.`)
        await printObject(session, FIELDS, found, options)
      }),
    )
}

export function linesOf(lines: readonly string[] | null | undefined): string {
  return lines === null || lines === undefined ? 'None' : lines.join('\n')
}
