import { Option, type Command } from 'commander'
import { addConnectionOptions, type ConnectionOptions } from './connection.ts'
import { addDeviceChoice, isChoosing, isChosen, several, type DeviceChoice } from './device-filter.ts'
import { deviceLine, deviceRecord } from './device-text.ts'
import {
  ServerListDocument,
  type ServerFilter,
  type ServerListQuery,
  type ServerStatus,
} from './documents.generated.ts'
import { readTitles, type Column } from './output/columns.ts'
import { addListOutputOptions, type ListOutputOptions } from './output/output-options.ts'
import { printList } from './output/print-list.ts'
import { keepChosen, walkPages } from './pages.ts'
import { linesOf } from './pci-show.ts'
import { serverStatus } from './server-status.ts'
import { withSession, type Session } from './session.ts'

type Server = NonNullable<ServerListQuery['servers']>['nodes'][number]

type Options = ConnectionOptions &
  ListOutputOptions &
  DeviceChoice & {
    readonly allProjects?: boolean
    readonly name?: string
    readonly status: readonly ServerStatus[]
    readonly host?: string
    readonly project?: string
    readonly user?: string
    readonly flavor?: string
    readonly withDevices?: boolean
  }

const COLUMNS: readonly Column<Server>[] = [
  { title: 'ID', value: (server) => server.id },
  { title: 'Name', value: (server) => server.name },
  { title: 'Status', value: (server) => server.statusText ?? server.status },
  {
    title: 'PCI Devices',
    value: (server) => server.pciDevices?.map(deviceRecord) ?? null,
    text: (server) => linesOf(server.pciDevices?.map(deviceLine)),
  },
  { title: 'Task State', isLong: true, value: (server) => server.taskState },
  { title: 'Power State', isLong: true, value: (server) => server.powerState },
  { title: 'Flavor', isLong: true, value: (server) => server.flavor?.name ?? null },
  { title: 'Host', isLong: true, value: (server) => server.host },
  { title: 'Project ID', isLong: true, value: (server) => server.projectId },
  { title: 'User ID', isLong: true, value: (server) => server.userId },
  { title: 'Created At', isLong: true, value: (server) => server.createdAt },
]

export function addList(program: Command): void {
  const command = program
    .command('list')
    .summary('list servers with their PCI devices')
    .description(
      'Lists servers with the PCI devices that they own: those of your project, or with --all-projects of all.',
    )
    .option('--all-projects', 'servers of all projects, for admins')
    .option('--name <text>', 'servers with this in their name')
    .addOption(
      new Option('--status <status>', 'servers of this status: ACTIVE, ERROR, …; may be repeated')
        .argParser(several(serverStatus))
        .default([], 'all'),
    )
    .option('--host <host>', 'servers on this service host, for admins')
    .option('--project <id>', 'servers of this project, for admins')
    .option('--user <id>', 'servers of this user, for admins')
    .option('--flavor <id>', 'servers of this flavor')
    .option('--with-devices', 'only servers that own PCI devices')
  addDeviceChoice(command)
  addListOutputOptions(command)
  addConnectionOptions(command)
    .addHelpText(
      'after',
      `
With --vendor, --product, --type or --numa-node only servers that own such a device are listed, with those devices.

Examples:
  pcigraph list
  pcigraph list --all-projects --with-devices
  pcigraph list --all-projects --product 10de:2330 -c Name -c "PCI Devices"
  pcigraph list --all-projects --host gpu-01 -f json
  pcigraph list --status ERROR --status SHUTOFF --sort-column Name`,
    )
    .action((options: Options) => withSession(options, (session) => listServers(session, options)))
}

async function listServers(session: Session, options: Options): Promise<void> {
  const titles = readTitles(COLUMNS, options)
  const isByDevice = options.withDevices === true || isChoosing(options)
  const asked = {
    scope: options.allProjects === true ? ('ALL' as const) : ('PROJECT' as const),
    filter: filterOf(options),
    details: titles.has('Flavor'),
    devices: isByDevice || titles.has('PCI Devices'),
  }
  // What is left out here is not known before it is asked for, so that the limit counts what is left.
  const pages = walkPages(
    (first, after) => session.ask(ServerListDocument, { ...asked, first, after }, (data) => data.servers),
    isByDevice ? undefined : options.limit,
  )
  await printList(
    session,
    COLUMNS,
    isByDevice ? keepChosen(pages, withChosenDevices(options), options.limit) : pages,
    options,
  )
}

function withChosenDevices(choice: DeviceChoice): (server: Server) => Server | null {
  return (server) => {
    const pciDevices = server.pciDevices?.filter((device) => isChosen(choice, device)) ?? []
    return pciDevices.length === 0 ? null : { ...server, pciDevices }
  }
}

function filterOf({ name, status, host, project, user, flavor }: Options): ServerFilter {
  return {
    ...(name !== undefined && { name: { contains: name } }),
    ...(status.length > 0 && { status: [...status] }),
    ...(host !== undefined && { host }),
    ...(project !== undefined && { projectId: project }),
    ...(user !== undefined && { userId: user }),
    ...(flavor !== undefined && { flavorId: flavor }),
  }
}
