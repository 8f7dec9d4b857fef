import { Command } from 'commander'
import { addCompletion } from './completion.ts'
import { addCompose } from './compose.ts'
import { addDoctor } from './doctor.ts'
import { addGateway } from './gateway.ts'
import { addHypervisorList } from './hypervisor-list.ts'
import { addHypervisorShow } from './hypervisor-show.ts'
import { addList } from './list.ts'
import { addPciList } from './pci-list.ts'
import { addPciShow } from './pci-show.ts'
import { addPolicy } from './policy.ts'
import { addQuery } from './query.ts'
import { addSchema } from './schema.ts'
import { addServe } from './serve.ts'
import { addShow } from './show.ts'

/** Every command. Nothing is read or called before one of them acts; each loads what it needs when it does. */
export function createProgram(version: string): Command {
  const program = new Command('pcigraph')
    .description('Which OpenStack server holds which PCI device, on which hypervisor, and what is left.')
    .version(version, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride()
    .addHelpText(
      'after',
      `
The graph runs in the command's own process, and signs in as OS_CLOUD or OS_* say; Nova's cell databases are in PCIGRAPH_SOURCES.
With --endpoint or PCIGRAPH_ENDPOINT a running gateway is asked instead. With nothing configured there is a demo cloud.
--endpoint, --os-cloud and --debug may stand before the command too.

Exit codes: 0 done; 1 incomplete or failed; 2 usage or configuration; 3 denied; 4 not found; 5 upstream unavailable.

Examples:
  pcigraph list --all-projects --with-devices
  pcigraph pci-list --status available
  pcigraph hypervisor-show gpu-01
  pcigraph doctor`,
    )
  for (const add of [
    addList,
    addShow,
    addHypervisorList,
    addHypervisorShow,
    addPciList,
    addPciShow,
    addQuery,
    addDoctor,
    addPolicy,
    addServe,
    addGateway,
    addCompose,
    addSchema,
    addCompletion,
  ]) {
    add(program)
  }
  for (const command of program.commands) command.helpOption('-h, --help', 'print this help')
  return program
}
