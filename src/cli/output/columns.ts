import { CommandFailure } from '../failure.ts'
import type { Cell } from './formats.ts'

/** One column of a list, or one field of an object. */
export type Column<Item> = {
  readonly title: string
  /** Only with --long, or where it is named. */
  readonly isLong?: boolean
  /** What machines get. */
  readonly value: (item: Item) => unknown
  /** What people get, where it is not the plain text of the value. */
  readonly text?: (item: Item) => string
}

/**
 * The columns that -c names, else those that are shown by default, in the table's own order.
 * @throws CommandFailure naming those that there are.
 */
export function chooseColumns<Item>(
  columns: readonly Column<Item>[],
  { column: named, long = false }: { readonly column: readonly string[]; readonly long?: boolean },
): readonly Column<Item>[] {
  for (const name of named) findColumn(columns, name, '-c')
  if (named.length === 0) return columns.filter(({ isLong }) => long || isLong !== true)
  return columns.filter(({ title }) => named.some((name) => isSame(name, title)))
}

export function findColumn<Item>(columns: readonly Column<Item>[], name: string, option: string): Column<Item> {
  const found = columns.find(({ title }) => isSame(name, title))
  if (found !== undefined) return found
  throw new CommandFailure(
    2,
    `${option} ${name}: there is no such column. There are: ${columns.map(({ title }) => title).join(', ')}.`,
  )
}

/** Titles of the columns that are printed or sorted by: what nobody looks at need not be asked for. */
export function readTitles<Item, Title extends string>(
  columns: readonly (Column<Item> & { readonly title: Title })[],
  options: { readonly column: readonly string[]; readonly long?: boolean; readonly sortColumn: readonly string[] },
): ReadonlySet<Title> {
  const read = new Set<unknown>([
    ...chooseColumns(columns, options),
    ...options.sortColumn.map((name) => findColumn(columns, name, '--sort-column')),
  ])
  return new Set(columns.filter((column) => read.has(column)).map(({ title }) => title))
}

export function cellOf<Item>({ value, text }: Column<Item>, item: Item): Cell {
  return { value: value(item), text: text?.(item) }
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase().replaceAll('_', ' ') === b.toLowerCase().replaceAll('_', ' ')
}
