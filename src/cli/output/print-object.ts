import { stringify as yamlText } from 'yaml'
import type { Session } from '../session.ts'
import { cellOf, chooseColumns, type Column } from './columns.ts'
import { cellText, csvRows, recordOf, valueRows, YAML, type Cell } from './formats.ts'
import type { OutputOptions } from './output-options.ts'
import { maxWidthOf } from './print-list.ts'
import { createTable } from './table.ts'

/** Prints one object: a row for each field, as `openstack … show` does. */
export async function printObject<Item>(
  { out }: Session,
  fields: readonly Column<Item>[],
  item: Item,
  options: OutputOptions,
): Promise<void> {
  const chosen = chooseColumns(fields, options)
  const titles = chosen.map(({ title }) => title)
  const cells = chosen.map((field) => cellOf(field, item))
  await out.write(textOfObject(titles, cells, options, out.terminalWidth))
}

function textOfObject(
  titles: readonly string[],
  cells: readonly Cell[],
  options: OutputOptions,
  terminalWidth: number | null,
): string {
  switch (options.format) {
    case 'json':
      return `${JSON.stringify(recordOf(titles, cells), null, 2)}\n`
    case 'yaml':
      return yamlText(recordOf(titles, cells), YAML)
    case 'csv': {
      const writer = csvRows(titles)
      return writer.begin() + writer.add([cells])
    }
    case 'value':
      return valueRows().add(cells.map((cell) => [cell]))
    case 'table': {
      const table = createTable({
        titles: ['Field', 'Value'],
        maxWidth: maxWidthOf(options, terminalWidth),
        paint: (_title, text) => text,
      })
      return table.add(cells.map((cell, at) => [titles[at] ?? '', cellText(cell)])) + table.line()
    }
  }
}
