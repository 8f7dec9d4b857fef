import { pageOfServers } from './page-of-servers.ts'

/** What every contestant is asked, word for word. */
export type Question = {
  readonly name: string
  readonly document: string
  readonly variables: Readonly<Record<string, unknown>>
}

export const QUESTIONS: readonly Question[] = [pageOfServers('page100', 100), pageOfServers('page5000', 5000)]
