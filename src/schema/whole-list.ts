import { BadUserInput } from '../errors.ts'
import type { Connection } from './connection.ts'
import { decodeCursor, encodeCursor, type ListArguments } from './cursor.ts'

/**
 * The name of an item that a cursor carries. Null: from the start.
 * @throws BadUserInput for a cursor of another list, or one that names nothing.
 */
export function readMarker(list: ListArguments, after: string | null | undefined): string | null {
  if (after === null || after === undefined) return null
  const marker = decodeCursor(list, after)
  if (typeof marker === 'string') return marker
  throw new BadUserInput('after is a cursor that this gateway did not make: start again without it.', {
    argument: 'after',
  })
}

/**
 * A page of a list that is here as a whole. Cursors name an item, so that what comes and goes before it shifts nothing.
 * @throws BadUserInput where the item after which to go on is no longer there.
 */
export function pageOfWhole<Node>(
  all: readonly Node[],
  page: {
    readonly list: ListArguments
    readonly first: number
    readonly marker: string | null
    readonly nameOf: (node: Node) => string
  },
): Connection<Node> {
  const { list, first, marker, nameOf } = page
  const start = marker === null ? 0 : all.findIndex((node) => nameOf(node) === marker) + 1
  if (marker !== null && start === 0) {
    throw new BadUserInput('after names something that is no longer in this list: start again without it.', {
      argument: 'after',
    })
  }
  return {
    edges: all.slice(start, start + first).map((node) => ({ node, cursor: () => encodeCursor(list, nameOf(node)) })),
    hasPreviousPage: marker !== null,
    hasNextPage: () => start + first < all.length,
    totalCount: () => all.length,
  }
}
