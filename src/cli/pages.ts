import { CommandFailure } from './failure.ts'
import type { AnswerError } from './client.ts'

export type Page<Node> = {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

/** Short, so that the first rows are there at once; the others so that few of them are in memory. */
const FIRST_PAGE = 100
const PAGE = 500

/** Walks a list to its end, or to `limit` nodes. `ask` gives null where there is no list, which cannot be. */
export async function* walkPages<Node>(
  ask: (first: number, after: string | null) => Promise<Page<Node> | null>,
  limit = Infinity,
): AsyncGenerator<readonly Node[]> {
  let largest = PAGE
  let size = FIRST_PAGE
  let left = limit
  let after: string | null = null
  while (left > 0) {
    const first: number = Math.min(size, largest, left)
    let page: Page<Node> | null
    try {
      page = await ask(first, after)
    } catch (error) {
      // The operator of a gateway may have set a lower limit than ours.
      if (!isPageTooLarge(error) || first === 1) throw error
      largest = Math.floor(first / 2)
      continue
    }
    if (page === null) throw new CommandFailure(1, 'The graph answered without the list.')
    yield page.nodes
    left -= page.nodes.length
    after = page.pageInfo.endCursor
    if (!page.pageInfo.hasNextPage || after === null) return
    size = PAGE
  }
}

/** Keeps of each node what was chosen of it, and drops it where that is nothing (null), until `limit` nodes are left. */
export async function* keepChosen<Node>(
  pages: AsyncIterable<readonly Node[]>,
  choose: (node: Node) => Node | null,
  limit = Infinity,
): AsyncGenerator<readonly Node[]> {
  let left = limit
  for await (const page of pages) {
    const kept = page
      .map(choose)
      .filter((node) => node !== null)
      .slice(0, left)
    if (kept.length > 0) yield kept
    left -= kept.length
    if (left <= 0) return
  }
}

function isPageTooLarge(error: unknown): boolean {
  if (!(error instanceof CommandFailure) || !Array.isArray(error.cause)) return false
  const [first] = error.cause as readonly AnswerError[]
  return first?.extensions?.code === 'BAD_USER_INPUT' && first.extensions.argument === 'first'
}
