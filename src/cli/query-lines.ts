import { stringify as csvText } from 'csv-stringify/sync'
import { getOperationAST, GraphQLError, parse } from 'graphql'
import type { Question } from './client.ts'
import { csvColumns, csvValueOf } from './csv-columns.ts'
import { CommandFailure } from './failure.ts'
import { readLines, type LinesEnd } from './lines.ts'
import { textOf } from './output/text.ts'
import { describeMissing, failureOf, type Session } from './session.ts'

export const LINE_FORMATS = ['ndjson', 'csv'] as const
export type LineFormat = (typeof LINE_FORMATS)[number]

/**
 * Prints the items of the one list that a document asks for as they come, however many they are.
 * @throws CommandFailure where they are not all, or not all of them whole.
 */
export async function printLines(
  { client, signal, out, progress, clearAway }: Session,
  question: Question,
  format: LineFormat,
): Promise<void> {
  const write = format === 'csv' ? await csvWriter(question) : ndjsonWriter()
  const startedAt = performance.now()
  const lines = readLines(await client.askLines(question, signal))
  let count = 0
  let end: LinesEnd | null = null
  try {
    for (;;) {
      const step = await lines.next()
      if (step.done === true) {
        end = step.value
        break
      }
      await out.write(write(step.value))
      count += step.value.length
      const seconds = (performance.now() - startedAt) / 1000
      progress.tell(`${count} items, ${Math.round(count / seconds)} a second…`)
      clearAway()
    }
  } catch (error) {
    if (!(error instanceof CommandFailure) || count === 0) throw error
    throw brokenOff(count, error.message, error)
  } finally {
    await lines.return(null)
  }
  signal.throwIfAborted()
  if (end === null) throw brokenOff(count, 'The answer has no last line.')
  if (question.receipt === true) {
    progress.clear()
    process.stderr.write(`${JSON.stringify(end.extensions ?? {})}\n`)
  }
  if (end.isComplete) {
    // A list of nothing has columns too.
    if (count === 0) await out.write(write([]))
    return
  }
  if (count === 0 && end.errors.length > 0) throw failureOf({ errors: end.errors })
  const goOn = end.endCursor === null ? '' : `\n  It goes on after ${end.endCursor}`
  throw new CommandFailure(1, `${describeMissing(end.errors)}${goOn}`)
}

type WriteLines = (lines: readonly string[]) => string

function ndjsonWriter(): WriteLines {
  return (lines) => lines.map((line) => `${line}\n`).join('')
}

/** Texts in quotes and numbers without, null as nothing, as in every other table of this program. */
async function csvWriter({ query, operationName }: Question): Promise<WriteLines> {
  const columns = await columnsOf(query, operationName)
  const rows = (values: unknown[][]) => csvText(values, { quoted_string: true, cast: { boolean: String } })
  let head = rows([columns.map(({ title }) => title)])
  return (lines) => {
    const text = head + rows(lines.map((line) => readRow(JSON.parse(line))))
    head = ''
    return text
  }

  function readRow(item: unknown): unknown[] {
    return columns.map((column) => {
      const value = csvValueOf(item, column)
      return typeof value === 'string' ? textOf(value) : value
    })
  }
}

/** By the graph that this program knows; what is newer in a gateway is a column of its own. */
async function columnsOf(query: string, operationName: string | undefined) {
  const [{ createSchema }, { readOneConnection }] = await Promise.all([
    import('../schema/index.ts'),
    import('../engine/one-connection.ts'),
  ])
  try {
    const document = parse(query)
    const operation = getOperationAST(document, operationName)
    if (!operation) throw new CommandFailure(2, 'There is no such operation: name one of the document by --operation.')
    const { item } = readOneConnection(document, operation, createSchema())
    return csvColumns(item.type, item.selectionSet, document)
  } catch (error) {
    if (error instanceof GraphQLError) throw new CommandFailure(2, error.message, { cause: error })
    throw error
  }
}

function brokenOff(count: number, reason: string, cause?: unknown): CommandFailure {
  return new CommandFailure(1, `incomplete: the list broke off after ${count} items. ${reason}`, { cause })
}
