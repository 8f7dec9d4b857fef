import { stringify as csvText } from 'csv-stringify/sync'
import { stringify as yamlText } from 'yaml'
import { textOf } from './text.ts'

export const FORMATS = ['table', 'json', 'yaml', 'csv', 'value'] as const
export type Format = (typeof FORMATS)[number]

/** Writes a list row by row: `begin`, any number of `add`, and `end` only where the list is whole. */
export type RowWriter = {
  begin(): string
  add(rows: readonly Row[]): string
  end(): string
}
/** Values in the order of the titles. */
export type Row = readonly Cell[]
/** What machines get, and what people get where that is not the plain text of it. */
export type Cell = { readonly value: unknown; readonly text?: string | undefined }

export function cellText({ value, text }: Cell): string {
  return text === undefined ? textOf(value) : textOf(text)
}

/** The same names and shapes as `openstack … -f json`. A list that breaks off has no closing bracket, so that nothing takes it for whole. */
export function jsonRows(titles: readonly string[]): RowWriter {
  let isFirst = true
  return {
    begin: () => '[',
    add(rows) {
      const texts = rows.map((row) => JSON.stringify(recordOf(titles, row), null, 2).replace(/^/gm, '  '))
      if (texts.length === 0) return ''
      const text = `${isFirst ? '\n' : ',\n'}${texts.join(',\n')}`
      isFirst = false
      return text
    },
    end: () => (isFirst ? ']\n' : '\n]\n'),
  }
}

export function yamlRows(titles: readonly string[]): RowWriter {
  let isFirst = true
  return {
    begin: () => '',
    add(rows) {
      if (rows.length === 0) return ''
      isFirst = false
      return yamlText(
        rows.map((row) => recordOf(titles, row)),
        YAML,
      )
    },
    end: () => (isFirst ? '[]\n' : ''),
  }
}

/** Texts in quotes and numbers without, null as nothing: csv.QUOTE_NONNUMERIC, which the openstack client has. */
export function csvRows(titles: readonly string[]): RowWriter {
  const lines = (rows: readonly (readonly unknown[])[]) =>
    csvText(
      rows.map((row) => [...row]),
      { quoted_string: true },
    )
  return {
    begin: () => lines([titles]),
    add: (rows) => lines(rows.map((row) => row.map(csvValue))),
    end: () => '',
  }
}

function csvValue(cell: Cell): unknown {
  if (cell.value === null || cell.value === undefined) return ''
  return typeof cell.value === 'number' ? cell.value : cellText(cell)
}

/** A line a row, apart by a space, without a head: for `read` and awk. What has lines of its own has them apart by commas here. */
export function valueRows(): RowWriter {
  return {
    begin: () => '',
    add: (rows) =>
      rows.map((row) => `${row.map((cell) => cellText(cell).replaceAll('\n', ', ')).join(' ')}\n`).join(''),
    end: () => '',
  }
}

export function recordOf(titles: readonly string[], row: Row): Record<string, unknown> {
  return Object.fromEntries(titles.map((title, at) => [title, row[at]?.value ?? null]))
}

/** 1.1 is what PyYAML reads: there `0000:17:00.0` without quotes is a number to the base of 60. */
export const YAML = { lineWidth: 0, version: '1.1', aliasDuplicateObjects: false } as const
