import { Option, type Command } from 'commander'
import type { Caller } from '../model/caller.ts'
import type { Policy } from '../policy/policy.ts'
import type { Config } from '../config.ts'
import { readCommandConfig, type ConnectionOptions } from './connection.ts'
import { withInterruption } from './interruption.ts'
import { addListOutputOptions, gather, type ListOutputOptions } from './output/output-options.ts'
import { createOut, OutputClosed, type Out } from './output/out.ts'
import { createProgress } from './output/progress.ts'

type Options = ListOutputOptions &
  Pick<ConnectionOptions, 'osCloud' | 'debug'> & {
    readonly policy: readonly string[]
    readonly mine?: boolean
    readonly tokenFile?: string
    readonly as?: string
    readonly fields?: boolean
    readonly sample?: boolean
  }

export function addPolicy(program: Command): void {
  const command = program
    .command('policy')
    .summary('print the rules in force, and what a token may see and why')
    .description(
      'Prints each rule that the graph asks: its text, where that comes from, and who holds callers to it. With --mine or --as, what the rules say to one caller, and why; with --fields too, what of the graph that caller is shown. Faults in the files are told all at once, so that a file can be tried before it is deployed.',
    )
    .addOption(
      new Option(
        '--policy <file>',
        'this file instead of those of PCIGRAPH_POLICY or pcigraph.yaml; may be repeated, later ones win',
      )
        .argParser(gather)
        .default([], 'as configured'),
    )
    .option('--mine', 'what the rules say to you: signs in as OS_CLOUD or OS_* say, or bears OS_TOKEN')
    .addOption(
      new Option('--token-file <file>', 'what they say to whoever bears the token in this file; - is standard input'),
    )
    .addOption(
      new Option(
        '--as <caller>',
        'what they would say to this one: role:NAME, and project:ID, user:ID, domain:ID where rules name them; asks nobody',
      ).conflicts(['mine', 'tokenFile']),
    )
    .option('--fields', 'every field of the graph instead of every rule: shown, shown of what is own, or not, and why')
    .addOption(
      new Option('--sample', 'print a policy.yaml with every rule and its default, as comments').conflicts([
        'mine',
        'tokenFile',
        'as',
        'fields',
        'policy',
      ]),
    )
  addListOutputOptions(command)
    .addOption(new Option('--os-cloud <name>', 'the cloud of clouds.yaml to sign in to').env('OS_CLOUD'))
    .option('--debug', 'log what is called, on standard error')
    .addHelpText(
      'after',
      `
What Nova and Keystone enforce they decide by their own policy: the answer for those rules is what pcigraph expects, and asks by. Warnings,
and who the caller is, are told on standard error.

Exit codes: 0 done; 2 usage, configuration or a policy with faults; 3 Keystone refuses the token or the password; 5 Keystone unavailable.

Examples:
  pcigraph policy
  pcigraph policy --policy policy.yaml > /dev/null                            # is anything wrong with it?
  pcigraph policy --sample > policy.yaml
  pcigraph policy --mine
  pcigraph policy --as 'role:member role:reader' -c Rule -c Whose -c Why
  pcigraph policy --as role:hardware --policy policy.yaml --fields -f value | grep ^PciDevice
  openstack token issue -f value -c id | pcigraph policy --token-file - --fields -f csv`,
    )
    .action((options: Options) =>
      withInterruption(async (signal) => {
        const out = createOut(createProgress())
        try {
          await tell(options, out, signal)
        } catch (error) {
          if (!(error instanceof OutputClosed)) throw error
        }
      }),
    )
}

async function tell(options: Options, out: Out, signal: AbortSignal): Promise<void> {
  if (options.sample === true) {
    const { printSample } = await import('./policy-sample.ts')
    return out.write(printSample())
  }
  const tables = await import('./policy-tables.ts')
  const { as, fields = false, mine = false, tokenFile } = options
  const isOfCaller = as !== undefined || fields || mine || tokenFile !== undefined
  const { policy, caller } = isOfCaller ? await readWithCaller(options, signal) : await readRules(options)
  for (const warning of policy.warnings) process.stderr.write(`warning: ${warning}\n`)
  if (caller === null) return tables.printRules(out, policy, options)
  const { describeCaller } = await import('./policy-caller.ts')
  process.stderr.write(`${describeCaller(caller)}\n`)
  return fields ? tables.printFields(out, policy, caller, options) : tables.printVerdicts(out, policy, caller, options)
}

type Read = { readonly policy: Policy; readonly caller: Caller | null }

async function readRules({ policy }: Options): Promise<Read> {
  const { readPolicyAlone } = await import('./policy-files.ts')
  return { policy: await createPolicyOf(readPolicyAlone(withPolicy(process.env, policy))), caller: null }
}

async function readWithCaller(options: Options, signal: AbortSignal): Promise<Read> {
  const { askWho, parseCaller, readToken } = await import('./policy-caller.ts')
  if (options.as !== undefined) return { ...(await readRules(options)), caller: parseCaller(options.as) }
  const token = options.tokenFile === undefined ? null : readToken(options.tokenFile)
  const config = await readCommandConfig(options, withToken(withPolicy(process.env, options.policy), token))
  return { policy: await createPolicyOf(config.policy), caller: await askWho(config, token, signal) }
}

async function createPolicyOf(files: Config['policy']): Promise<Policy> {
  const [{ createPolicy }, { DEFAULT_CHECKS }] = await Promise.all([
    import('../policy/policy.ts'),
    import('../policy/rules.ts'),
  ])
  return createPolicy(DEFAULT_CHECKS, files)
}

function withPolicy(env: NodeJS.ProcessEnv, files: readonly string[]): NodeJS.ProcessEnv {
  return files.length === 0 ? env : { ...env, PCIGRAPH_POLICY: files.join(':') }
}

/** Where nothing but the address of Keystone is set, the token is all that is needed beside it. */
function withToken(env: NodeJS.ProcessEnv, token: string | null): NodeJS.ProcessEnv {
  if (token === null || env.OS_CLOUD) return env
  const { OS_TOKEN_FILE: _, ...others } = env
  return { ...others, OS_TOKEN: token, OS_AUTH_TYPE: 'token' }
}
