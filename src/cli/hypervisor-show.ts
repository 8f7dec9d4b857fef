import type { Command } from 'commander'
import { addConnectionOptions, type ConnectionOptions } from './connection.ts'
import { HypervisorShowDocument, type HypervisorShowQuery } from './documents.generated.ts'
import { CommandFailure } from './failure.ts'
import { findHypervisorId } from './find-hypervisor.ts'
import type { Column } from './output/columns.ts'
import { addOutputOptions, type OutputOptions } from './output/output-options.ts'
import { printObject } from './output/print-object.ts'
import { linesOf } from './pci-show.ts'
import { poolLine, poolRecord } from './pool-text.ts'
import { withSession } from './session.ts'

type Hypervisor = NonNullable<HypervisorShowQuery['hypervisor']>

const FIELDS: readonly Column<Hypervisor>[] = [
  { title: 'id', value: (hypervisor) => hypervisor.id },
  { title: 'hypervisor_hostname', value: (hypervisor) => hypervisor.hostname },
  { title: 'state', value: (hypervisor) => hypervisor.stateText },
  { title: 'status', value: (hypervisor) => hypervisor.statusText },
  {
    title: 'pci_stats',
    value: (hypervisor) => hypervisor.pciStats?.map(poolRecord) ?? null,
    text: (hypervisor) => linesOf(hypervisor.pciStats?.map(poolLine)),
  },
  { title: 'hypervisor_type', value: (hypervisor) => hypervisor.type },
  { title: 'hypervisor_version', value: (hypervisor) => hypervisor.version },
  { title: 'host_ip', value: (hypervisor) => hypervisor.hostIp },
  { title: 'service_host', value: (hypervisor) => hypervisor.service?.host ?? null },
  { title: 'service_id', value: (hypervisor) => hypervisor.service?.id ?? null },
  { title: 'disabled_reason', value: (hypervisor) => hypervisor.service?.disabledReason ?? null },
  { title: 'forced_down', value: (hypervisor) => hypervisor.service?.forcedDown ?? null },
  { title: 'last_seen_at', value: (hypervisor) => hypervisor.service?.lastSeenAt ?? null },
  { title: 'availability_zone', value: (hypervisor) => hypervisor.availabilityZone },
  {
    title: 'aggregates',
    value: (hypervisor) => hypervisor.aggregates?.map(({ name }) => name) ?? null,
    text: (hypervisor) => hypervisor.aggregates?.map(({ name }) => name ?? '?').join(', ') ?? 'None',
  },
  { title: 'vcpus_used', value: (hypervisor) => hypervisor.stats?.vcpusUsed ?? null },
  { title: 'vcpus', value: (hypervisor) => hypervisor.stats?.vcpus ?? null },
  { title: 'memory_mb_used', value: (hypervisor) => hypervisor.stats?.memoryUsedMib ?? null },
  { title: 'memory_mb', value: (hypervisor) => hypervisor.stats?.memoryMib ?? null },
  { title: 'free_ram_mb', value: (hypervisor) => hypervisor.stats?.memoryFreeMib ?? null },
  { title: 'local_gb_used', value: (hypervisor) => hypervisor.stats?.diskUsedGib ?? null },
  { title: 'local_gb', value: (hypervisor) => hypervisor.stats?.diskGib ?? null },
  { title: 'free_disk_gb', value: (hypervisor) => hypervisor.stats?.diskFreeGib ?? null },
  { title: 'running_vms', value: (hypervisor) => hypervisor.stats?.serverCount ?? null },
]

export function addHypervisorShow(program: Command): void {
  const command = program
    .command('hypervisor-show')
    .summary('show one hypervisor with what is left of its PCI devices')
    .description('Shows one hypervisor with its PCI pools, for admins.')
    .argument('<hypervisor>', 'its id, its hostname or the first part of it, or its service host')
  addOutputOptions(command)
  addConnectionOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  pcigraph hypervisor-show gpu-01
  pcigraph hypervisor-show gpu-01 -c pci_stats -f json`,
    )
    .action((hypervisor: string, options: ConnectionOptions & OutputOptions) =>
      withSession(options, async (session) => {
        const id = await findHypervisorId(session, hypervisor)
        const found = await session.ask(HypervisorShowDocument, { id }, (data) => data.hypervisor)
        if (found === null)
          throw new CommandFailure(4, `No hypervisor has the id ${id}. pcigraph hypervisor-list shows them.`)
        await printObject(session, FIELDS, found, options)
      }),
    )
}
