import { Argument, type Command } from 'commander'

const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print a completion script')
    .description('Prints a script that completes commands, options and their values.')
    .addArgument(new Argument('<shell>', 'for which shell').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  source <(pcigraph completion bash)                                        # in ~/.bashrc
  pcigraph completion zsh > "\${fpath[1]}/_pcigraph"
  pcigraph completion fish > ~/.config/fish/completions/pcigraph.fish`,
    )
    .action((shell: Shell) => {
      process.stdout.write(SCRIPTS[shell](wordsOf(program)))
    })
}

/** What can stand where: a command, its options, and the values of those that have a choice. */
type CommandWords = { readonly name: string; readonly summary: string; readonly options: readonly OptionWords[] }
type OptionWords = {
  readonly flags: readonly string[]
  readonly description: string
  readonly takesValue: boolean
  readonly choices: readonly string[]
}

function wordsOf(program: Command): CommandWords[] {
  return program.commands.map((command) => ({
    name: command.name(),
    summary: command.summary(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map((option) => ({
        flags: [option.short, option.long].filter((flag) => typeof flag === 'string'),
        description: option.description.replace(/'/g, ''),
        takesValue: option.required,
        choices: option.argChoices ?? [],
      })),
  }))
}

const SCRIPTS: Readonly<Record<Shell, (commands: readonly CommandWords[]) => string>> = { bash, zsh, fish }

function bash(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ')
  const cases = commands.map(({ name, options }) => {
    const flags = options.flatMap((option) => option.flags).join(' ')
    const values = options
      .filter(({ choices }) => choices.length > 0)
      .map((option) => `        ${option.flags.join('|')}) words='${option.choices.join(' ')}' ;;`)
    const taking = options
      .filter((option) => option.takesValue && option.choices.length === 0)
      .flatMap((option) => option.flags)
    const given = taking.length > 0 ? [`        ${taking.join('|')}) return ;;`] : []
    const previous = [...values, ...given]
    return [
      `    ${name})`,
      `      words='${flags}'`,
      ...(previous.length > 0 ? ['      case $previous in', ...previous, '      esac'] : []),
      '      ;;',
    ].join('\n')
  })
  return `# bash completion of pcigraph
_pcigraph() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
    help) words='${names}' ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words='${names} help --help --version'; fi
  if [ "\${COMP_WORDS[1]}" = completion ] && [ "$COMP_CWORD" -eq 2 ]; then words='${SHELLS.join(' ')}'; fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _pcigraph pcigraph
`
}

function zsh(commands: readonly CommandWords[]): string {
  const escape = (text: string) => text.replace(/[[\]:\\]/g, '\\$&').replace(/\n/g, ' ')
  const cases = commands.map(({ name, options }) => {
    const specs = options.flatMap(({ flags, description, takesValue, choices }) =>
      flags.map((flag) => {
        const value = choices.length > 0 ? `:value:(${choices.join(' ')})` : takesValue ? ':value:_default' : ''
        return `'*${flag}[${escape(description)}]${value}'`
      }),
    )
    const argument = name === 'completion' ? `'1:shell:(${SHELLS.join(' ')})'` : "'*:argument:_default'"
    return `    ${name}) _arguments ${[...specs, argument].join(' \\\n        ')} ;;`
  })
  return `#compdef pcigraph
_pcigraph() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${commands.map(({ name, summary }) => `      '${name}:${escape(summary)}'`).join('\n')}
    )
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('\n')}
  esac
}
if [ "$funcstack[1]" = _pcigraph ]; then _pcigraph "$@"; else compdef _pcigraph pcigraph; fi
`
}

function fish(commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, summary, options }) => [
    `complete -c pcigraph -n __fish_use_subcommand -a ${name} -d '${summary.replace(/'/g, '')}'`,
    ...options.map(({ flags, description, takesValue, choices }) => {
      const names = flags
        .map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`))
        .join(' ')
      const values = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : ''
      return `complete -c pcigraph -n '__fish_seen_subcommand_from ${name}' ${names}${values} -d '${description.replace(/\n/g, ' ')}'`
    }),
  ])
  return `# fish completion of pcigraph
complete -c pcigraph -f
${lines.join('\n')}
complete -c pcigraph -n '__fish_seen_subcommand_from completion' -a '${SHELLS.join(' ')}'
complete -c pcigraph -n '__fish_seen_subcommand_from query' -F
`
}
