import { z } from 'zod'
import { BadUserInput } from '../errors.ts'
import type { Connection } from './connection.ts'
import { decodeCursor, encodeCursor, type ListArguments } from './cursor.ts'

/** An item by its name, and where it stood: should it be gone by now, the next ones have moved up to there. */
export type Marker = { readonly name: string; readonly place: number }

const Position = z.tuple([z.string(), z.int().nonnegative()])

/**
 * The item that a cursor stands for. Null: from the start.
 * @throws BadUserInput for a cursor of another list, or one that names nothing.
 */
export function readMarker(list: ListArguments, after: string | null | undefined): Marker | null {
  if (after === null || after === undefined) return null
  const { data } = Position.safeParse(decodeCursor(list, after))
  if (data !== undefined) return { name: data[0], place: data[1] }
  throw new BadUserInput('after is a cursor that this gateway did not make: start again without it.', {
    argument: 'after',
  })
}

/**
 * A page of a list that is here as a whole. Cursors name an item, so that what comes and goes before it shifts nothing; one that
 * went itself between two pages ends no report.
 */
export function pageOfWhole<Node>(
  all: readonly Node[],
  page: {
    readonly list: ListArguments
    readonly first: number
    readonly marker: Marker | null
    readonly nameOf: (node: Node) => string
  },
): Connection<Node> {
  const { list, first, marker, nameOf } = page
  const found = marker === null ? -1 : all.findIndex((node) => nameOf(node) === marker.name)
  const start = marker === null ? 0 : found === -1 ? marker.place : found + 1
  const nodes = all.slice(start, start + first)
  return {
    nodes,
    cursorAt(place) {
      const node = nodes[place]
      return encodeCursor(list, node && [nameOf(node), start + place])
    },
    hasPreviousPage: marker !== null,
    hasNextPage: () => start + first < all.length,
    totalCount: () => all.length,
  }
}
