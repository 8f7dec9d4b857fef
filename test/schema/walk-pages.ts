import { expect } from 'vitest'
import type { Answer, AskOptions, Graph } from '../support/graph.ts'

type Walked<Node> = {
  page: { nodes: Node[]; pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string | null } }
}

/**
 * Every page of a list, each asked for with the end cursor of the one before, as a client walks it. The document takes
 * `$first` and `$after`, calls the connection `page`, and asks for its `nodes` and whole `pageInfo`.
 */
export async function walkPages<Node = { id: string }>(
  graph: Graph,
  document: string,
  first: number,
  options: AskOptions = {},
): Promise<Node[][]> {
  const pages: Node[][] = []
  let after: string | null = null
  for (;;) {
    const variables: object = { ...options.variables, first, after }
    const { data, errors }: Answer<Walked<Node>> = await graph.ask<Walked<Node>>(document, { ...options, variables })
    expect(errors).toEqual([])
    if (!data) throw new Error('no data')
    const { nodes, pageInfo } = data.page
    pages.push(nodes)
    expect(pageInfo.hasPreviousPage).toBe(after !== null)
    if (!pageInfo.hasNextPage) return pages
    expect(nodes).toHaveLength(first)
    after = pageInfo.endCursor
  }
}
