import { CommandFailure } from '../failure.ts'
import type { Session } from '../session.ts'
import { paintStatus } from './colour.ts'
import { cellOf, chooseColumns, findColumn, type Column } from './columns.ts'
import { cellText, csvRows, jsonRows, valueRows, yamlRows, type Row, type RowWriter } from './formats.ts'
import type { ListOutputOptions } from './output-options.ts'
import { createTable, isLegible } from './table.ts'

/**
 * Prints a list page by page as it comes; where it is to be sorted, at once when all of it is there.
 *
 * The list is closed only when the pages end: where they throw, JSON has no closing bracket and a table no last line.
 */
export async function printList<Item>(
  { out, progress }: Pick<Session, 'out' | 'progress'>,
  columns: readonly Column<Item>[],
  pages: AsyncIterable<readonly Item[]>,
  options: ListOutputOptions,
): Promise<void> {
  const chosen = chooseColumns(columns, options)
  const sortColumns = options.sortColumn.map((name) => findColumn(columns, name, '--sort-column'))
  const writer = createWriter(
    chosen.map(({ title }) => title),
    options,
    out.terminalWidth,
  )
  const rowOf = (item: Item): Row => chosen.map((column) => cellOf(column, item))
  let count = 0
  let hasBegun = false
  const print = async (items: readonly Item[]) => {
    const head = hasBegun ? '' : writer.begin()
    hasBegun = true
    const text = head + writer.add(items.map(rowOf))
    if (text !== '') await out.write(text)
  }
  const tell = (items: readonly Item[]) => {
    count += items.length
    progress.tell(`${count} rows…`)
  }
  if (sortColumns.length === 0) {
    try {
      for await (const page of pages) {
        await print(page)
        tell(page)
      }
    } catch (error) {
      if (!(error instanceof CommandFailure) || count === 0) throw error
      throw new CommandFailure(1, `incomplete: the list broke off after ${count} rows. ${error.message}`, {
        cause: error,
      })
    }
  } else {
    const all: Item[] = []
    for await (const page of pages) {
      all.push(...page)
      tell(page)
    }
    all.sort(comparison(sortColumns, options.sortDescending === true))
    // In parts: the text of a hundred thousand rows is not made at once.
    for (let at = 0; at < all.length; at += 1000) await print(all.slice(at, at + 1000))
  }
  if (!hasBegun) await print([])
  await out.write(writer.end())
}

function createWriter(titles: readonly string[], options: ListOutputOptions, terminalWidth: number | null): RowWriter {
  switch (options.format) {
    case 'json':
      return jsonRows(titles)
    case 'yaml':
      return yamlRows(titles)
    case 'csv':
      return csvRows(titles)
    case 'value':
      return valueRows()
    case 'table':
      return tableRows(titles, maxWidthOf(options, terminalWidth))
  }
}

/** A table; where so many columns cannot be read at that width, each row is a table of its fields instead. */
function tableRows(titles: readonly string[], maxWidth: number | null): RowWriter {
  let write: { add(rows: readonly (readonly string[])[]): string; end(): string } | null = null
  return {
    begin: () => '',
    add(rows) {
      const texts = rows.map((row) => row.map(cellText))
      write ??= isLegible(titles, texts, maxWidth) ? rowsAcross(titles, maxWidth) : rowsDown(titles, maxWidth)
      return write.add(texts)
    },
    end: () => write?.end() ?? '',
  }
}

function rowsAcross(titles: readonly string[], maxWidth: number | null) {
  const table = createTable({ titles, maxWidth, paint: paintStatus })
  return { add: (rows: readonly (readonly string[])[]) => table.add(rows), end: () => table.line() }
}

function rowsDown(titles: readonly string[], maxWidth: number | null) {
  const table = createTable({ titles: ['Field', 'Value'], maxWidth, paint: (_title, text) => text })
  const fieldsOf = (row: readonly string[]) => row.map((text, at) => [titles[at] ?? '', text])
  return {
    add: (rows: readonly (readonly string[])[]) => rows.map((row) => table.add(fieldsOf(row)) + table.line()).join(''),
    end: () => '',
  }
}

/** Null: as wide as it needs, as in a pipe. */
export function maxWidthOf({ maxWidth }: { readonly maxWidth?: number }, terminalWidth: number | null): number | null {
  return maxWidth === undefined ? terminalWidth : maxWidth === 0 ? null : maxWidth
}

function comparison<Item>(columns: readonly Column<Item>[], isDescending: boolean): (a: Item, b: Item) => number {
  const direction = isDescending ? -1 : 1
  return (a, b) => {
    for (const column of columns) {
      const order = compareValues(sortKey(column, a), sortKey(column, b))
      if (order !== 0) return order * direction
    }
    return 0
  }
}

function sortKey<Item>(column: Column<Item>, item: Item): unknown {
  const value = column.value(item)
  return Array.isArray(value) ? cellText(cellOf(column, item)) : value
}

/** Null comes last; numbers by size, and texts by their characters, as the openstack client has it. */
function compareValues(a: unknown, b: unknown): number {
  const [isNullA, isNullB] = [a === null || a === undefined, b === null || b === undefined]
  if (isNullA || isNullB) return Number(isNullA) - Number(isNullB)
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [textA, textB] = [String(a), String(b)]
  return textA < textB ? -1 : textA > textB ? 1 : 0
}
