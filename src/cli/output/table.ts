import { wrap, widestWord, widthOf } from './text.ts'

/** Rows as text, drawn as the openstack client draws them: one table in parts: the first part has the head, and its widths are the others' too. */
export type TableWriter = {
  add(rows: readonly (readonly string[])[]): string
  /** The line below the last row, or between two. */
  line(): string
}

export type TableOptions = {
  readonly titles: readonly string[]
  /** What the table must fit into; null: as wide as it needs. */
  readonly maxWidth: number | null
  /** Puts a colour around the text of a cell, after it was laid out. */
  readonly paint: (title: string, text: string) => string
}

export function createTable({ titles, maxWidth, paint }: TableOptions): TableWriter {
  let widths: readonly number[] | null = null

  return {
    add(rows) {
      const isFirst = widths === null
      // A list of any length is printed as it comes, so that only the first rows can say how wide it is. Later ones are wrapped
      // in a terminal; elsewhere nothing is torn, so that their part of the table gets wider.
      const fitted = fit(titles, rows, maxWidth)
      widths =
        widths === null
          ? fitted
          : maxWidth === null
            ? widths.map((width, at) => Math.max(width, fitted[at] ?? 0))
            : widths
      const border = line(widths)
      const head = isFirst ? `${border}\n${body([titles], titles, widths, (_title, text) => text)}${border}\n` : ''
      return `${head}${body(rows, titles, widths, paint)}`
    },
    line: () => (widths === null ? '' : `${line(widths)}\n`),
  }
}

function body(
  rows: readonly (readonly string[])[],
  titles: readonly string[],
  widths: readonly number[],
  paint: TableOptions['paint'],
): string {
  return rows.map((row) => drawRow(row, titles, widths, paint)).join('')
}

/** A row of as many lines as its tallest cell. */
function drawRow(
  row: readonly string[],
  titles: readonly string[],
  widths: readonly number[],
  paint: TableOptions['paint'],
): string {
  const cells = row.map((text, at) => wrap(text, widths[at] ?? 1).split('\n'))
  const height = Math.max(...cells.map((lines) => lines.length))
  let drawn = ''
  for (let at = 0; at < height; at++) {
    drawn += '|'
    for (const [column, lines] of cells.entries()) {
      const text = lines[at] ?? ''
      const padding = ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(text)))
      drawn += ` ${paint(titles[column] ?? '', text)}${padding} |`
    }
    drawn += '\n'
  }
  return drawn
}

function line(widths: readonly number[]): string {
  return `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`
}

/** Widths that the rows ask for, or, where that is too much, what is left when the widest columns are made narrower. */
export function fit(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  maxWidth: number | null,
): readonly number[] {
  const cells = titles.map((_title, at) => rows.map((row) => row[at] ?? ''))
  const ofRows = cells.map((texts) => widest(texts.flatMap((text) => text.split('\n')).map(widthOf)))
  const widths = ofRows.map((width, at) => Math.max(width, widthOf(titles[at] ?? '')))
  if (maxWidth === null) return widths
  const room = Math.max(maxWidth - (3 * titles.length + 1), titles.length)
  // First titles are wrapped; then words are broken that are very long, then long ones, and only then any.
  const wordsOfTitles = titles.map(widestWord)
  const words = cells.map((texts, at) => widest([...texts.map(widestWord), wordsOfTitles[at] ?? 1]))
  shrink(
    widths,
    room,
    ofRows.map((width, at) => Math.max(width, wordsOfTitles[at] ?? 1)),
  )
  for (const longest of [LONG, LEGIBLE, 1]) {
    shrink(
      widths,
      room,
      words.map((width) => Math.min(width, longest)),
    )
  }
  return widths
}

/** Whether the table can have this width with no word broken into pieces that are too short to be read. */
export function isLegible(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  maxWidth: number | null,
): boolean {
  if (maxWidth === null) return true
  const narrowest = titles.map((title, at) =>
    Math.min(LEGIBLE, widest([title, ...rows.map((row) => row[at] ?? '')].map(widestWord))),
  )
  return narrowest.reduce((sum, width) => sum + width + 3, 1) <= maxWidth
}

/** Half a UUID with its hyphen, or a device with a short host name: `gpu-01/0000:3b:00.0`. */
const LONG = 19
/** A third of a UUID, or a PCI address. */
const LEGIBLE = 12

/** Takes from the widest column, one by one, until they fit or all are as narrow as they may be. */
function shrink(widths: number[], room: number, narrowest: readonly number[]): void {
  let total = widths.reduce((sum, width) => sum + width, 0)
  while (total > room) {
    let at = -1
    for (const [index, width] of widths.entries()) {
      if (width > (narrowest[index] ?? 1) && (at === -1 || width > (widths[at] ?? 0))) at = index
    }
    if (at === -1) return
    widths[at] = (widths[at] ?? 1) - 1
    total -= 1
  }
}

/** Of many: as arguments of Math.max a long list would be too many. */
function widest(widths: readonly number[]): number {
  return widths.reduce((most, width) => Math.max(most, width), 1)
}
