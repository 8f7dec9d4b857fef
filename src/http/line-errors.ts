import type { GraphQLError } from 'graphql'

/** An error as the last line tells it. */
export type LineError = Readonly<Record<string, unknown>>

/** The errors of a list of any length: equal ones of one field are one, with the number of places; so many different ones at most. */
export type LineErrors = {
  /** `offset`: items on the pages before, for the place of an item in the whole list. */
  add(errors: readonly GraphQLError[], page: { readonly depth: number; readonly offset: number }): void
  readonly all: readonly LineError[]
  /** Different ones that there was no room for. */
  readonly omitted: number
  readonly codes: readonly string[]
}

const MOST = 100

export function createLineErrors(): LineErrors {
  const known = new Map<string, { readonly told: LineError; affected: number }>()
  const codes = new Set<string>()
  let omitted = 0
  return {
    add(errors, page) {
      for (const error of errors) {
        codes.add(codeOf(error))
        const { path, isOfItem } = placeOf(error, page)
        const { affected = 1 } = error.extensions
        const places = typeof affected === 'number' ? affected : 1
        const name = JSON.stringify([
          error.message,
          codeOf(error),
          path.map((part) => (typeof part === 'number' ? '*' : part)),
        ])
        const same = known.get(name)
        // Of what is beside the items, each page says the same again.
        if (same !== undefined) same.affected += isOfItem ? places : 0
        else if (known.size < MOST) known.set(name, { told: tell(error, path), affected: places })
        else omitted += 1
      }
    },
    get all() {
      return Array.from(known.values(), ({ told, affected }) => withAffected(told, affected))
    },
    get omitted() {
      return omitted
    },
    get codes() {
      return [...codes]
    },
  }
}

type Path = readonly (string | number)[]

function placeOf(
  { path = [] }: GraphQLError,
  { depth, offset }: { readonly depth: number; readonly offset: number },
): { readonly path: Path; readonly isOfItem: boolean } {
  const index = path[depth]
  if (typeof index !== 'number') return { path, isOfItem: false }
  return { path: path.with(depth, index + offset), isOfItem: true }
}

function tell(error: GraphQLError, path: Path): LineError {
  // What Yoga needs for the status of an answer is nothing for a client.
  const { http: _http, unexpected: _unexpected, ...extensions } = error.extensions
  return { message: error.message, ...(path.length > 0 && { path }), extensions }
}

function withAffected(told: LineError, affected: number): LineError {
  return affected > 1 ? { ...told, extensions: { ...(told.extensions as object), affected } } : told
}

function codeOf({ extensions }: GraphQLError): string {
  return String(extensions.code)
}
