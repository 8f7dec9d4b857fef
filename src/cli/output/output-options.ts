import { InvalidArgumentError, Option, type Command } from 'commander'
import { FORMATS, type Format } from './formats.ts'

export type OutputOptions = {
  readonly format: Format
  /** Empty: those that are shown without being named. */
  readonly column: readonly string[]
  readonly maxWidth?: number
}

export type ListOutputOptions = OutputOptions & {
  readonly sortColumn: readonly string[]
  readonly sortDescending?: boolean
  readonly long?: boolean
  readonly limit?: number
}

/** `-f` and `-c`, as the openstack client has them. */
export function addOutputOptions(command: Command): Command {
  return command
    .addOption(new Option('-f, --format <format>', 'how to print it').choices(FORMATS).default('table'))
    .addOption(
      new Option('-c, --column <column>', 'print this one; may be repeated').argParser(gather).default([], 'all'),
    )
    .option(
      '--max-width <columns>',
      "fit tables into so many columns; 0: do not (default: the terminal's)",
      wholeNumber,
    )
}

export function addListOutputOptions(command: Command): Command {
  return addOutputOptions(command)
    .addOption(
      new Option('--sort-column <column>', 'sort by this one, then by the next; may be repeated')
        .argParser(gather)
        .default([], 'none'),
    )
    .option('--sort-ascending', 'from the least, None last (default)')
    .addOption(new Option('--sort-descending', 'from the greatest, None first').conflicts('sortAscending'))
    .option('--long', 'print every column')
    .option('--limit <rows>', 'print so many at most', wholeNumber)
}

export function gather(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value]
}

export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is no whole number.')
}
