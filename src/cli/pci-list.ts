import { Option, type Command } from 'commander'
import { addConnectionOptions, type ConnectionOptions } from './connection.ts'
import { addDeviceChoice, deviceStatus, several, type DeviceChoice } from './device-filter.ts'
import { productText } from './device-text.ts'
import {
  PciListDocument,
  type PciDeviceFilter,
  type PciDeviceStatus,
  type PciListQuery,
} from './documents.generated.ts'
import { findServerId } from './find-server.ts'
import { readTitles, type Column } from './output/columns.ts'
import { addListOutputOptions, gather, type ListOutputOptions } from './output/output-options.ts'
import { printList } from './output/print-list.ts'
import { walkPages } from './pages.ts'
import { withSession, type Session } from './session.ts'

type Device = NonNullable<PciListQuery['pciDevices']>['nodes'][number]

type Options = ConnectionOptions &
  ListOutputOptions &
  DeviceChoice & {
    readonly status: readonly PciDeviceStatus[]
    readonly host: readonly string[]
    readonly address?: string
    readonly server?: string
    readonly project?: string
    readonly cell: readonly string[]
    readonly allProjects?: boolean
  }

/** First what os-pci's own index told, and the owner: that much fits a narrow terminal. */
const COLUMNS = [
  { title: 'ID', value: (device) => device.databaseId },
  { title: 'Host', value: (device) => device.slot?.host ?? null },
  { title: 'Address', value: (device) => device.address },
  { title: 'Product', value: productText },
  { title: 'Status', value: (device) => device.statusText },
  { title: 'Server ID', value: (device) => device.serverId },
  { title: 'Type', isLong: true, value: (device) => device.typeText },
  { title: 'UUID', isLong: true, value: (device) => device.id },
  { title: 'Cell', isLong: true, value: (device) => device.cell?.name ?? null },
  { title: 'Vendor Name', isLong: true, value: (device) => device.vendor?.name ?? null },
  { title: 'Product Name', isLong: true, value: (device) => device.product?.name ?? null },
  { title: 'NUMA Node', isLong: true, value: (device) => device.numaNode },
  { title: 'Parent Address', isLong: true, value: (device) => device.parentAddress },
  { title: 'Label', isLong: true, value: (device) => device.label },
  { title: 'Request ID', isLong: true, value: (device) => device.requestId },
  { title: 'Hypervisor Hostname', isLong: true, value: (device) => device.hypervisor?.hostname ?? null },
  { title: 'Server Name', isLong: true, value: (device) => device.server?.name ?? null },
  { title: 'Project ID', isLong: true, value: (device) => device.projectId },
  { title: 'Stale', isLong: true, value: (device) => device.stale },
  { title: 'Updated At', isLong: true, value: (device) => device.updatedAt },
] as const satisfies readonly Column<Device>[]

export function addPciList(program: Command): void {
  const command = program
    .command('pci-list')
    .summary('list the PCI devices of all compute nodes')
    .description(
      'Lists the PCI devices of all compute nodes, for admins. Rows are printed as they come: a table takes its widths from the ' +
        'first page of them. Server Name asks Nova, so that it is shown with --long or -c only.',
    )
  addDeviceChoice(command)
    .addOption(
      new Option(
        '--status <status>',
        'devices of this status: available, claimed, allocated, unavailable, unclaimable; may be repeated',
      )
        .argParser(several(deviceStatus))
        .default([], 'all'),
    )
    .addOption(
      new Option('--host <host>', 'devices of this host or hypervisor; may be repeated')
        .argParser(gather)
        .default([], 'all'),
    )
    .option('--address <address>', 'devices at this address, or whose address begins so: 0000:3b')
    .option('--server <server>', 'devices of this server: its name or id')
    .option('--all-projects', 'look for the name of --server in all projects')
    .option('--project <id>', 'devices of servers of this project')
    .addOption(
      new Option('--cell <name>', 'devices of this cell; may be repeated').argParser(gather).default([], 'all'),
    )
  addListOutputOptions(command)
  addConnectionOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  pcigraph pci-list --status available --product 10de:2330
  pcigraph pci-list --host gpu-01 -c Address -c "Product Name" -c Status -c "Server Name"
  pcigraph pci-list --server web-1 -f json
  pcigraph pci-list --numa-node 0 --type VF --sort-column Host --sort-column Address
  pcigraph pci-list -f csv --long > devices.csv`,
    )
    .action((options: Options) => withSession(options, (session) => listDevices(session, options)))
}

async function listDevices(session: Session, options: Options): Promise<void> {
  const titles = readTitles(COLUMNS, options)
  const filter = await filterOf(session, options)
  const asked = {
    filter,
    details: COLUMNS.some((column) => 'isLong' in column && titles.has(column.title)),
    hypervisor: titles.has('Hypervisor Hostname'),
    server: titles.has('Server Name'),
  }
  const pages = walkPages(
    (first, after) => session.ask(PciListDocument, { ...asked, first, after }, (data) => data.pciDevices),
    options.limit,
  )
  await printList(session, COLUMNS, pages, options)
}

async function filterOf(session: Session, options: Options): Promise<PciDeviceFilter> {
  const { vendor, product, type, numaNode, status, host, address, server, project, cell } = options
  const serverId = server === undefined ? null : await findServerId(session, server, options.allProjects === true)
  const conditions: PciDeviceFilter[] = [
    ...(vendor.length > 0 ? [{ vendorId: { in: [...vendor] } }] : []),
    ...(type.length > 0 ? [{ type: { in: [...type] } }] : []),
    ...(status.length > 0 ? [{ status: { in: [...status] } }] : []),
    ...(cell.length > 0 ? [{ cell: { in: [...cell] } }] : []),
    ...(address === undefined ? [] : [{ address: { startsWith: address.toLowerCase() } }]),
    ...(serverId === null ? [] : [{ serverId: { eq: serverId } }]),
    ...(project === undefined ? [] : [{ projectId: { eq: project } }]),
    ...either(host.flatMap((name) => [{ host: { eq: name } }, { hypervisorHostname: { eq: name } }])),
    ...either(numaNode.map((node) => ({ numaNode: node === null ? { isNull: true } : { eq: node } }))),
    ...either(
      product.map(({ vendorId, productId }) => ({
        productId: { eq: productId },
        ...(vendorId !== null && { vendorId: { eq: vendorId } }),
      })),
    ),
  ]
  return conditions.length === 0 ? {} : { and: conditions }
}

/** One of them; where none is named, all. */
function either(conditions: PciDeviceFilter[]): PciDeviceFilter[] {
  return conditions.length === 0 ? [] : [{ or: conditions }]
}
