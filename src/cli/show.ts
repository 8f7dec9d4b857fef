import type { Command } from 'commander'
import { addConnectionOptions, type ConnectionOptions } from './connection.ts'
import { deviceLine, deviceRecord } from './device-text.ts'
import { ServerShowDocument, type ServerShowQuery } from './documents.generated.ts'
import { CommandFailure } from './failure.ts'
import { findServerId } from './find-server.ts'
import type { Column } from './output/columns.ts'
import { addOutputOptions, type OutputOptions } from './output/output-options.ts'
import { printObject } from './output/print-object.ts'
import { linesOf } from './pci-show.ts'
import { withSession } from './session.ts'

type Server = NonNullable<ServerShowQuery['server']>
type Options = ConnectionOptions & OutputOptions & { readonly allProjects?: boolean }

const FIELDS: readonly Column<Server>[] = [
  { title: 'id', value: (server) => server.id },
  { title: 'name', value: (server) => server.name },
  { title: 'status', value: (server) => server.statusText ?? server.status },
  {
    title: 'pci_devices',
    value: (server) => server.pciDevices?.map(deviceRecord) ?? null,
    text: (server) => linesOf(server.pciDevices?.map(deviceLine)),
  },
  {
    title: 'pci_requests',
    value: (server) => server.pciRequests?.map(({ aliasName, count }) => ({ alias_name: aliasName, count })) ?? null,
    text: (server) => linesOf(server.pciRequests?.map(({ aliasName, count }) => `${aliasName}:${count}`)),
  },
  { title: 'host', value: (server) => server.host },
  { title: 'hypervisor_hostname', value: (server) => server.hypervisorHostname },
  { title: 'host_status', value: (server) => server.hostStatusText },
  { title: 'instance_name', value: (server) => server.instanceName },
  { title: 'host_id', value: (server) => server.hostId },
  { title: 'availability_zone', value: (server) => server.availabilityZone },
  { title: 'project_id', value: (server) => server.projectId },
  { title: 'user_id', value: (server) => server.userId },
  { title: 'power_state', value: (server) => server.powerState },
  { title: 'vm_state', value: (server) => server.vmState },
  { title: 'task_state', value: (server) => server.taskState },
  { title: 'fault', value: (server) => server.fault, text: (server) => server.fault?.message ?? 'None' },
  { title: 'locked', value: (server) => server.locked },
  { title: 'flavor', value: (server) => server.flavor?.name ?? null },
  { title: 'vcpus', value: (server) => server.flavor?.vcpus ?? null },
  { title: 'ram', value: (server) => server.flavor?.memoryMib ?? null },
  { title: 'disk', value: (server) => server.flavor?.diskGib ?? null },
  { title: 'image_id', value: (server) => server.imageId },
  { title: 'key_name', value: (server) => server.keyName },
  {
    title: 'addresses',
    value: (server) => server.addresses,
    text: (server) => linesOf(server.addresses?.map(({ network, address }) => `${network}=${address}`)),
  },
  {
    title: 'metadata',
    value: (server) => server.metadata && Object.fromEntries(server.metadata.map(({ key, value }) => [key, value])),
    text: (server) => linesOf(server.metadata?.map(({ key, value }) => `${key}=${value ?? ''}`)),
  },
  { title: 'tags', value: (server) => server.tags },
  { title: 'volumes_attached', value: (server) => server.volumeIds },
  { title: 'description', value: (server) => server.description },
  { title: 'created_at', value: (server) => server.createdAt },
  { title: 'updated_at', value: (server) => server.updatedAt },
  { title: 'launched_at', value: (server) => server.launchedAt },
]

export function addShow(program: Command): void {
  const command = program
    .command('show')
    .summary('show one server with its PCI devices')
    .description('Shows one server with the PCI devices that it owns: on both hosts while a resize is unconfirmed.')
    .argument('<server>', 'its id, or its name where only one has it')
    .option('--all-projects', 'look for the name in all projects, for admins')
  addOutputOptions(command)
  addConnectionOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  pcigraph show web-1
  pcigraph show web-1 --all-projects -f yaml
  pcigraph show 1d3f27c2-9b0e-4f57-8a5b-6f3f1f6d2c10 -c pci_devices -f json`,
    )
    .action((server: string, options: Options) =>
      withSession(options, async (session) => {
        const id = await findServerId(session, server, options.allProjects === true)
        const found = await session.ask(ServerShowDocument, { id }, (data) => data.server)
        if (found === null) throw new CommandFailure(4, `No server that you may see has the id ${id}.`)
        await printObject(session, FIELDS, found, options)
      }),
    )
}
