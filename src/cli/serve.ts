import type { Command } from 'commander'
import { readCommandConfig } from './connection.ts'

export function addServe(program: Command): void {
  program
    .command('serve')
    .summary('run the gateway')
    .description(
      'Runs the gateway until it is told to end: the same as npm start. Everything else is set by variables, which README lists.',
    )
    .option('--host <host>', 'address to listen at (HOST; 127.0.0.1)')
    .option('--port <port>', 'port to listen at, 0 for a free one (PORT; 4000)')
    .option('--os-cloud <name>', 'the cloud of clouds.yaml (OS_CLOUD)')
    .addHelpText(
      'after',
      `
Examples:
  pcigraph serve
  pcigraph serve --os-cloud mycloud --host 0.0.0.0 --port 8080
  PCIGRAPH_DEMO=servers=1200,devices=4800,hypervisors=40 pcigraph serve`,
    )
    .action(async ({ host, port, osCloud }: { host?: string; port?: string; osCloud?: string }) => {
      const [config, { serve }] = await Promise.all([
        readCommandConfig(
          {},
          {
            PCIGRAPH_LOG_LEVEL: 'info',
            ...process.env,
            ...(host !== undefined && { HOST: host }),
            ...(port !== undefined && { PORT: port }),
            ...(osCloud !== undefined && { OS_CLOUD: osCloud }),
          },
        ),
        import('../serve.ts'),
      ])
      await serve(config)
    })
}
