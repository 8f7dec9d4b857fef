import { hash } from 'node:crypto'
import { z } from 'zod'
import { BadUserInput } from '../errors.ts'

/** What a list was asked with; a cursor is good for that list alone. */
export type ListArguments = Readonly<Record<string, unknown>>

/**
 * Of a list that shows each project something else: a cursor that another project was given is none of this list, and tells nobody
 * where a server stands that is not there for him.
 */
export function forProject({
  call,
}: {
  readonly call: { readonly caller: { readonly projectId: string } }
}): ListArguments {
  return { projectId: call.caller.projectId }
}

/** A place in a list, with the list's own arguments hashed in: `after` of another filter or order is told from ours. */
export function encodeCursor(list: ListArguments, position: unknown): string {
  return Buffer.from(JSON.stringify([hashOf(list), position])).toString('base64url')
}

/** @throws BadUserInput for a cursor that is none of ours, or of another list. */
export function decodeCursor(list: ListArguments, cursor: string): unknown {
  const { data } = Decoded.safeParse(parse(cursor))
  if (data === undefined) {
    throw new BadUserInput('after is no cursor of this API: take it from pageInfo.endCursor or edges.cursor.', {
      argument: 'after',
    })
  }
  const [listHash, position] = data
  if (listHash !== hashOf(list)) {
    throw new BadUserInput(
      'after is a cursor of another list: go on with the same filter, order, scope and project, or start again without it.',
      { argument: 'after' },
    )
  }
  return position
}

const Decoded = z.tuple([z.string(), z.unknown()])

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

const hashes = new WeakMap<ListArguments, string>()

/** Computed once a page, however many edges it has. */
function hashOf(list: ListArguments): string {
  const known = hashes.get(list)
  if (known !== undefined) return known
  const listHash = hash('sha256', canonical(list), 'base64url').slice(0, 12)
  hashes.set(list, listHash)
  return listHash
}

/** JSON with sorted keys: the order in which a client writes a filter's fields is no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
