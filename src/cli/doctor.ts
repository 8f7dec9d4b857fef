import type { Command } from 'commander'
import { addConnectionOptions, openClient, readCommandConfig, type ConnectionOptions } from './connection.ts'
import type { Finding, Step } from './doctor/step.ts'
import { CommandFailure } from './failure.ts'
import { closeSoon, withInterruption } from './interruption.ts'
import { createOut, OutputClosed, type Out } from './output/out.ts'
import { createProgress } from './output/progress.ts'

export function addDoctor(program: Command): void {
  const command = program
    .command('doctor')
    .summary('check each step from here to the devices')
    .description(
      "Checks each step from here to the devices, in order, and says what to do about the first that fails: name, connection, sign-in, scope, catalog, Nova's versions, roles, Placement, and for each cell its database, the grants that are missing or too many, and how fresh it is. Nothing is ever written.",
    )
  addConnectionOptions(command)
    .addHelpText(
      'after',
      `
Exit code: 0 where nothing failed, warnings or not; else that of the first failure.

Examples:
  pcigraph doctor
  pcigraph doctor --os-cloud mycloud
  pcigraph doctor --endpoint http://127.0.0.1:4000`,
    )
    .action((options: ConnectionOptions) =>
      withInterruption(async (signal) => {
        const out = createOut(createProgress())
        const prepared = await prepare(options)
        try {
          await examine(prepared.steps, out, signal)
        } catch (error) {
          if (!(error instanceof OutputClosed)) throw error
        } finally {
          await closeSoon(() => prepared.close())
        }
      }),
    )
}

async function examine(steps: readonly Step[], out: Out, signal: AbortSignal): Promise<void> {
  const { takeSteps } = await import('./doctor/step.ts')
  const width = Math.max(...steps.map(({ name }) => name.length))
  let first: { readonly name: string; readonly finding: Extract<Finding, { outcome: 'failed' }> } | null = null
  for await (const { name, finding } of takeSteps(steps, signal)) {
    await out.write(`${finding.outcome.padEnd(7)}  ${name.padEnd(width)}  ${finding.said}\n`)
    if (finding.outcome === 'warning') await out.write(`${' '.repeat(width + 11)}${finding.advice}\n`)
    if (finding.outcome === 'failed') first ??= { name, finding }
  }
  if (first === null) return
  throw new CommandFailure(first.finding.exitCode, `${first.name} failed. ${first.finding.advice}`)
}

async function prepare(options: ConnectionOptions): Promise<{ steps: readonly Step[]; close(): Promise<unknown> }> {
  const { networkSteps } = await import('./doctor/network-steps.ts')
  if (options.endpoint !== undefined) {
    const client = await openClient(options, process.env)
    const { gatewaySteps } = await import('./doctor/gateway-steps.ts')
    const steps = [...networkSteps(new URL(options.endpoint), {}, 'the gateway'), ...gatewaySteps(client)]
    return { steps, close: () => client.close() }
  }
  const config = await readCommandConfig(options, process.env)
  const [{ openCloud }, { cloudSteps }, { cellSteps }] = await Promise.all([
    import('../open-cloud.ts'),
    import('./doctor/cloud-steps.ts'),
    import('./doctor/cell-steps.ts'),
  ])
  const opened = await openCloud(config)
  const { cloud, cells, isDemo } = opened.cloud
  const asked = cloudSteps(cloud, config)
  const { ok, warning } = await import('./doctor/step.ts')
  const configuration: Step = {
    name: 'configuration',
    look: () =>
      Promise.resolve(
        isDemo
          ? warning(
              'nothing is configured: this is the demo cloud',
              'Set OS_CLOUD or OS_*, and PCIGRAPH_SOURCES, for a real one.',
            )
          : ok(`cloud ${cloud.name ?? 'of OS_*'} at ${cloud.authUrl.origin}, ${cells.length} cells`),
      ),
    advice: '',
  }
  return {
    steps: [
      configuration,
      ...networkSteps(cloud.authUrl, cloud.tls, 'Keystone'),
      ...asked.steps,
      ...cellSteps(cells, config),
    ],
    close: () => Promise.all([asked.close(), opened.close()]),
  }
}
