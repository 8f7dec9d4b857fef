import { InvalidArgumentError, Option, type Command } from 'commander'
import { addConnectionOptions, type ConnectionOptions } from './connection.ts'
import { addDeviceChoice, isChoosing, isChosen, several, type DeviceChoice } from './device-filter.ts'
import {
  HypervisorListDocument,
  type HypervisorFilter,
  type HypervisorListQuery,
  type HypervisorState,
  type HypervisorStatus,
} from './documents.generated.ts'
import { readTitles, type Column } from './output/columns.ts'
import { addListOutputOptions, type ListOutputOptions } from './output/output-options.ts'
import { printList } from './output/print-list.ts'
import { keepChosen, walkPages } from './pages.ts'
import { linesOf } from './pci-show.ts'
import { poolLine, poolRecord } from './pool-text.ts'
import { withSession, type Session } from './session.ts'

type Hypervisor = NonNullable<HypervisorListQuery['hypervisors']>['nodes'][number]

type Options = ConnectionOptions &
  ListOutputOptions &
  DeviceChoice & {
    readonly matching?: string
    readonly host?: string
    readonly state: readonly HypervisorState[]
    readonly status: readonly HypervisorStatus[]
  }

const COLUMNS: readonly Column<Hypervisor>[] = [
  { title: 'ID', value: (hypervisor) => hypervisor.id },
  { title: 'Hypervisor Hostname', value: (hypervisor) => hypervisor.hostname },
  { title: 'State', value: (hypervisor) => hypervisor.stateText },
  { title: 'Status', value: (hypervisor) => hypervisor.statusText },
  {
    title: 'PCI Stats',
    value: (hypervisor) => hypervisor.pciStats?.map(poolRecord) ?? null,
    text: (hypervisor) => linesOf(hypervisor.pciStats?.map(poolLine)),
  },
  { title: 'Hypervisor Type', isLong: true, value: (hypervisor) => hypervisor.type },
  { title: 'Host IP', isLong: true, value: (hypervisor) => hypervisor.hostIp },
  { title: 'Service Host', isLong: true, value: (hypervisor) => hypervisor.service?.host ?? null },
  { title: 'Zone', isLong: true, value: (hypervisor) => hypervisor.service?.zone ?? null },
  { title: 'vCPUs Used', isLong: true, value: (hypervisor) => hypervisor.stats?.vcpusUsed ?? null },
  { title: 'vCPUs', isLong: true, value: (hypervisor) => hypervisor.stats?.vcpus ?? null },
  { title: 'Memory MB Used', isLong: true, value: (hypervisor) => hypervisor.stats?.memoryUsedMib ?? null },
  { title: 'Memory MB', isLong: true, value: (hypervisor) => hypervisor.stats?.memoryMib ?? null },
  { title: 'Servers', isLong: true, value: (hypervisor) => hypervisor.stats?.serverCount ?? null },
]

export function addHypervisorList(program: Command): void {
  const command = program
    .command('hypervisor-list')
    .summary('list hypervisors with what is left of their PCI devices')
    .description(
      'Lists hypervisors with their PCI pools: how many equal devices there are, and how many of them are free. For admins.',
    )
    .option('--matching <text>', 'hypervisors with this in their hostname')
    .option('--host <host>', 'the hypervisors of this service host')
    .addOption(new Option('--state <state>', 'up or down').argParser(several(state)).default([], 'both'))
    .addOption(new Option('--status <status>', 'enabled or disabled').argParser(several(status)).default([], 'both'))
  addDeviceChoice(command)
  addListOutputOptions(command)
  addConnectionOptions(command)
    .addHelpText(
      'after',
      `
With --vendor, --product, --type or --numa-node only hypervisors that have such a pool are listed, with those pools.

Examples:
  pcigraph hypervisor-list
  pcigraph hypervisor-list --product 10de:2330 -c "Hypervisor Hostname" -c "PCI Stats"
  pcigraph hypervisor-list --state up --status enabled --long -f csv
  pcigraph hypervisor-list -f json | jq '.[]."PCI Stats"[] | select(.count > 0)'`,
    )
    .action((options: Options) => withSession(options, (session) => listHypervisors(session, options)))
}

async function listHypervisors(session: Session, options: Options): Promise<void> {
  const titles = readTitles(COLUMNS, options)
  const isByPool = isChoosing(options)
  const asked = {
    filter: filterOf(options),
    stats: ['vCPUs Used', 'vCPUs', 'Memory MB Used', 'Memory MB', 'Servers'].some((title) => titles.has(title)),
    details: titles.has('Service Host') || titles.has('Zone'),
    pools: isByPool || titles.has('PCI Stats'),
  }
  const pages = walkPages(
    (first, after) => session.ask(HypervisorListDocument, { ...asked, first, after }, (data) => data.hypervisors),
    isByPool ? undefined : options.limit,
  )
  await printList(
    session,
    COLUMNS,
    isByPool ? keepChosen(pages, withChosenPools(options), options.limit) : pages,
    options,
  )
}

function withChosenPools(choice: DeviceChoice): (hypervisor: Hypervisor) => Hypervisor | null {
  return (hypervisor) => {
    const pciStats = hypervisor.pciStats?.filter((pool) => isChosen(choice, pool)) ?? []
    return pciStats.length === 0 ? null : { ...hypervisor, pciStats }
  }
}

function filterOf({ matching, host, state, status }: Options): HypervisorFilter {
  return {
    ...(matching !== undefined && { hostname: { contains: matching } }),
    ...(host !== undefined && { host: { eq: host } }),
    ...(state.length > 0 && { state: [...state] }),
    ...(status.length > 0 && { status: [...status] }),
  }
}

function state(text: string): HypervisorState {
  const name = text.toUpperCase()
  if (name === 'UP' || name === 'DOWN') return name
  throw new InvalidArgumentError('A state is up or down.')
}

function status(text: string): HypervisorStatus {
  const name = text.toUpperCase()
  if (name === 'ENABLED' || name === 'DISABLED') return name
  throw new InvalidArgumentError('A status is enabled or disabled.')
}
