import { deviceGroups } from './device-groups.ts'
import { joinedPage } from './joined-page.ts'
import { oneServer } from './one-server.ts'
import { pageOfServers } from './page-of-servers.ts'
import { report } from './report.ts'
import { reverse } from './reverse.ts'

/** What every contestant is asked, word for word. */
export type Question = {
  readonly name: string
  /** For people. */
  readonly title: string
  readonly document: string
  readonly variables: (facts: Facts) => Readonly<Record<string, unknown>>
  /**
   * `answer`: one answer to one request. `report`: a list from its start to its end, streamed by who can, else page after page;
   * answers are equal when their nodes are.
   */
  readonly form: 'answer' | 'report'
}

/** What a client of that cloud would know. */
export type Facts = { readonly serverWithDevices: string }

export const QUESTIONS: readonly Question[] = [
  oneServer,
  pageOfServers('page100', 100),
  pageOfServers('page5000', 5000),
  reverse,
  report,
  deviceGroups,
]

/** To gateways of two graphs: what the own graph answers alone. */
export const OWN_QUESTIONS: readonly Question[] = [pageOfServers('page100', 100), pageOfServers('page5000', 5000)]

/** First those, then what both graphs have to answer. */
export const JOINED_QUESTIONS: readonly Question[] = [
  ...OWN_QUESTIONS,
  joinedPage('joined100', 100),
  joinedPage('joined1000', 1000),
]
