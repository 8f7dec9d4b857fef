import type { DocumentNode } from 'graphql'
import type { SubgraphAnswer } from './subgraph-answer.ts'
import type { SubgraphErrand } from './subgraph-client.ts'
import type { SubgraphFetch } from './subgraph-fetch.ts'
import type { Variables } from './selection.ts'

/** Who asks, while one question is answered. */
export type Asker = SubgraphErrand & {
  /** The own graph, in this process. Null: it has no part in this. */
  readonly askOwn: ((fetch: SubgraphFetch) => Promise<SubgraphAnswer>) | null
}

/** One operation, and for whom. */
export type PlannedQuestion = {
  readonly document: DocumentNode
  readonly operationName: string | null | undefined
  readonly variables: Variables
  /** What this question is told from others by. */
  readonly context: object
  readonly asker: Asker
}
