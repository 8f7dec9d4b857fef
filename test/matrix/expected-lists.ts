import { list, NULL, object, SOME, value, type Expectation } from './expectation.ts'
import { FIRST } from './selection.ts'

/** The first page of a list, by Relay's connections. `totalCount`: null where nobody can count. */
export function expectedPage(nodes: readonly (() => Expectation)[], totalCount: number | null): Expectation {
  const page = nodes.slice(0, FIRST)
  const cursor = page.length === 0 ? NULL : SOME
  return object({
    nodes: () => list(page.map((node) => node())),
    edges: () => list(page.map((node) => object({ node, cursor: SOME }))),
    pageInfo: object({
      hasNextPage: value(nodes.length > FIRST),
      hasPreviousPage: value(false),
      startCursor: cursor,
      endCursor: cursor,
    }),
    totalCount: value(totalCount),
  })
}
