import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Question } from './client.ts'
import { addConnectionOptions, type ConnectionOptions } from './connection.ts'
import { describeExplanation } from './explanation.ts'
import { CommandFailure } from './failure.ts'
import { LINE_FORMATS, printLines, type LineFormat } from './query-lines.ts'
import { describeMissing, failureOf, withSession } from './session.ts'

type Options = ConnectionOptions & {
  readonly variables?: string
  readonly operation?: string
  readonly receipt?: boolean
  readonly explain?: boolean
  readonly format: 'json' | LineFormat
}

export function addQuery(program: Command): void {
  const command = program
    .command('query')
    .summary('run a GraphQL document')
    .description(
      'Runs a GraphQL document and prints the answer as JSON: data, errors and extensions; or the items of the one list that it asks ' +
        'for, all pages of it, an item a line.',
    )
    .argument('<file>', 'a file with the document; - reads standard input')
    .addOption(new Option('--variables <json>', 'variables as JSON, or @FILE with them').argParser(notEmpty))
    .option('--operation <name>', 'which operation of the document, where there are several')
    .addOption(
      new Option('-f, --format <format>', 'json: the answer; ndjson, csv: every item of the one list, as they come')
        .choices(['json', ...LINE_FORMATS])
        .default('json'),
    )
    .option('--explain', 'do not run it: say what is denied, what would be called, and what it costs')
    .option('--receipt', 'say what was called: extensions.upstream')
  addConnectionOptions(command)
    .addHelpText(
      'after',
      `
With ndjson and csv the document asks for one list alone, and gets all of it: { servers { nodes { name hypervisor { hostname } } } }.
A first in it is how many at most. In csv, a field of an object is a column (hypervisor.hostname), and a list is one as JSON. A list
that is not whole, or lacks a part, exits 1 and says on standard error why; with --receipt, that too stands there.

Examples:
  pcigraph query devices.graphql
  pcigraph query report.graphql --format csv > report.csv
  pcigraph query report.graphql --format ndjson | jq -r .name
  pcigraph query devices.graphql --variables '{"host": "gpu-01"}'
  pcigraph query devices.graphql --explain
  pcigraph query devices.graphql --variables @variables.json --endpoint http://127.0.0.1:4000
  echo '{ cloud { name cells { name reachable } } }' | pcigraph query -`,
    )
    .action((file: string, options: Options) => run(file, options))
}

async function run(file: string, options: Options): Promise<void> {
  const query = await readInput(file)
  const variables = await readVariables(options.variables)
  const question: Question = {
    query,
    ...(variables !== null && { variables }),
    ...(options.operation !== undefined && { operationName: options.operation }),
    receipt: options.receipt === true,
    explain: options.explain === true,
  }
  const { format } = options
  await withSession(options, async (session) => {
    if (format !== 'json' && options.explain !== true) {
      await printLines(session, question, format)
      return
    }
    const { client, signal, out } = session
    const answer = await client.ask(question, signal)
    const explanation = options.explain === true ? describeExplanation(answer.extensions) : null
    if (explanation !== null) {
      await out.write(`${explanation}\n`)
      return
    }
    await out.write(`${JSON.stringify(answer, null, 2)}\n`)
    const { data, errors = [] } = answer
    if (errors.length === 0) return
    const hasData = data !== null && data !== undefined && Object.values(data).some((value) => value !== null)
    if (hasData) throw new CommandFailure(1, describeMissing(errors))
    throw failureOf(answer)
  })
}

async function readInput(file: string): Promise<string> {
  if (file === '-') return text(process.stdin)
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error'
    throw new CommandFailure(2, `${file} cannot be read (${code}).`, { cause })
  }
}

async function readVariables(given: string | undefined): Promise<Readonly<Record<string, unknown>> | null> {
  if (given === undefined) return null
  const json = given.startsWith('@') ? await readInput(given.slice(1)) : given
  const fault = '--variables is no JSON object: write {"name": "value"}, or @FILE with one.'
  let variables: unknown
  try {
    variables = JSON.parse(json)
  } catch (cause) {
    throw new CommandFailure(2, fault, { cause })
  }
  if (!isRecord(variables)) throw new CommandFailure(2, fault)
  return variables
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function notEmpty(given: string): string {
  if (given.trim() === '') throw new InvalidArgumentError('It is empty.')
  return given
}
