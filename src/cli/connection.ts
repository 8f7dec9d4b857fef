import { Option, type Command } from 'commander'
import type { Config, readConfig } from '../config.ts'
import type { Client } from './client.ts'
import { CommandFailure } from './failure.ts'

export type ConnectionOptions = {
  readonly endpoint?: string
  readonly osCloud?: string
  readonly debug?: boolean
}

/** The options that say who answers, for every command that asks. */
export function addConnectionOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--endpoint <url>',
        'a running gateway, asked with your token; without it the graph runs in this process',
      ).env('PCIGRAPH_ENDPOINT'),
    )
    .addOption(new Option('--os-cloud <name>', 'the cloud of clouds.yaml to sign in to').env('OS_CLOUD'))
    .option('--debug', 'log what is called, on standard error')
}

/** The graph in this process, or the gateway that is named. Nothing is called yet. */
export async function openClient(options: ConnectionOptions, env: NodeJS.ProcessEnv): Promise<Client> {
  if (options.endpoint === undefined) {
    const [config, { openInProcessClient }] = await Promise.all([
      readCommandConfig(options, env),
      import('./in-process-client.ts'),
    ])
    return openInProcessClient(config)
  }
  const [{ openEndpointClient }, { createSignIn, givenToken }] = await Promise.all([
    import('./endpoint-client.ts'),
    import('./sign-in.ts'),
  ])
  const token = env.OS_TOKEN?.trim()
  // A token alone needs no Keystone: the gateway is who validates it.
  const isTokenAlone = token !== undefined && token !== '' && !env.OS_AUTH_URL && options.osCloud === undefined
  // The databases are the gateway's own affair, and a demo is where nothing else is named.
  const { PCIGRAPH_SOURCES: _sources, PCIGRAPH_SOURCES_FILE: _file, PCIGRAPH_DEMO: _demo, ...forSignIn } = env
  const config = await readCommandConfig(options, isTokenAlone ? withoutCloud(forSignIn) : forSignIn)
  return openEndpointClient({
    endpoint: options.endpoint,
    tls: config.cloud?.tls ?? {},
    signIn: isTokenAlone ? givenToken(token) : config.cloud && createSignIn(config.cloud, config),
    timeoutMs: config.limits.requestTimeoutMs + 5000,
  })
}

/** The configuration as `serve` reads it, but silent where nobody asked for a log. */
export async function readCommandConfig(
  { osCloud, debug }: ConnectionOptions,
  env: NodeJS.ProcessEnv,
  graphs: Pick<Parameters<typeof readConfig>[0], 'federation' | 'ownGraph'> = {},
): Promise<Config> {
  const [{ readConfig }, { ConfigurationError }] = await Promise.all([import('../config.ts'), import('../errors.ts')])
  try {
    return readConfig({
      env: {
        PCIGRAPH_LOG_LEVEL: 'silent',
        ...env,
        ...(osCloud !== undefined && { OS_CLOUD: osCloud }),
        ...(debug === true && { PCIGRAPH_LOG_LEVEL: 'debug' }),
      },
      argv: [],
      ...graphs,
    })
  } catch (error) {
    if (error instanceof ConfigurationError) throw new CommandFailure(2, error.message, { cause: error })
    throw error
  }
}

function withoutCloud(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('OS_')))
}
