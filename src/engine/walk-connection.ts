import type { ExecutionResult, GraphQLError } from 'graphql'
import type { OneConnection } from './one-connection.ts'
import { propertyOf, readPage } from './written-data.ts'

/** A page of the list, as it was answered. */
export type WalkedPage = {
  /** JSON each. */
  readonly items: readonly string[]
  readonly errors: readonly GraphQLError[]
  /** How many came on the pages before. */
  readonly offset: number
  /** Of its last item. */
  readonly endCursor: string | null
}

/** How a walk has ended. */
export type WalkEnd = {
  /** Null: by coming to the end, or to as many as were wanted. Else why it broke off; what of it is nobody's error says so itself. */
  readonly brokenBy: readonly GraphQLError[] | null
  /** Where it could be gone on from; null: from nowhere, nothing came. */
  readonly endCursor: string | null
  /** Whether the list goes on. */
  readonly hasNextPage: boolean
}

export type AskPage = (variables: Readonly<Record<string, unknown>>) => Promise<ExecutionResult<unknown>>

/**
 * Walks a connection page by page, to its end or to as many as are wanted. The next page is asked for while the last one is read,
 * and none beyond it: what is held is two pages, whatever the length of the list.
 */
export async function* walkConnection(options: {
  readonly connection: OneConnection
  /** The client's own. */
  readonly variables: Readonly<Record<string, unknown>>
  /** Executes the page's document. What it throws ends the walk as it is. */
  readonly ask: AskPage
  /** Of the first page, which is to be there soon, and of the others. */
  readonly pageSizes: { readonly first: number; readonly next: number }
}): AsyncGenerator<WalkedPage, WalkEnd, undefined> {
  const { connection, variables, ask, pageSizes } = options
  const bounds = connection.bounds(variables)
  const askFor = (first: number, after: unknown) =>
    ask(connection.variablesOf(variables, { first: Math.min(first, bounds.first ?? Infinity), after }))

  let endCursor: string | null = null
  let asked = pageSizes.first
  let pending = askFor(asked, bounds.after)
  for (let offset = 0; ;) {
    const result = await pending
    const page = pageOf(result, connection)
    const errors = result.errors ?? []
    if (page === null) return { brokenBy: errors, endCursor, hasNextPage: true }
    const { items, hasNextPage } = page
    endCursor = page.endCursor ?? endCursor
    const left = bounds.first === null ? Infinity : bounds.first - offset - items.length
    const goesOn = hasNextPage && left > 0
    // A page without a cursor leads nowhere: to ask again would be to begin anew.
    const isStuck = goesOn && page.endCursor === null
    asked = Math.min(pageSizes.next, left)
    if (goesOn && !isStuck) {
      pending = askFor(asked, endCursor)
      // Who reads on hears of it; who does not read on has no use for it.
      pending.catch(() => undefined)
    }
    yield { items, errors, offset, endCursor }
    if (isStuck) return { brokenBy: [], endCursor, hasNextPage }
    if (!goesOn) return { brokenBy: null, endCursor, hasNextPage }
    offset += items.length
  }
}

type Page = {
  readonly items: readonly string[]
  readonly hasNextPage: boolean
  readonly endCursor: string | null
}

/** Null: there is no such list in the answer. */
function pageOf({ data }: ExecutionResult<unknown>, { path, itemsKey, pageInfoKey }: OneConnection): Page | null {
  const page = readPage(data, [...path, itemsKey])
  if (page === null) return null
  const pageInfo = [...path, pageInfoKey].reduce<unknown>(propertyOf, page.rest)
  const endCursor = propertyOf(pageInfo, 'endCursor')
  return {
    items: page.items,
    hasNextPage: propertyOf(pageInfo, 'hasNextPage') === true,
    endCursor: typeof endCursor === 'string' ? endCursor : null,
  }
}
