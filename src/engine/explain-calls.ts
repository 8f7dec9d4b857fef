import type { FetchName } from '../schema/fetch.ts'
import { least, times, upTo, type Range } from './explain-range.ts'

/** What one loader is asked at one place of a document. */
export type Asked = {
  /** Distinct keys, as many as there may be objects that have one. */
  readonly keys: Range
  /** Moments at which keys may come together; each is a batch of its own. */
  readonly waves: number
  /** Of each field that asks with arguments of its own. */
  readonly questions: readonly Question[]
}

export type Question = {
  /** Of a page; null where there is none. */
  readonly first: number | null
  /** A filter by ids of devices may need them looked up first. */
  readonly hasIdFilter: boolean
  /** Nothing but the caller's permission stands before the call. */
  readonly isCertain: boolean
}

/** A page of Nova's, by its own default. */
const PAGE = 1000

type Way = {
  /** What tells equal questions of the fields of one object: the object itself, or its arguments too. */
  readonly askedBy: 'object' | 'arguments'
  /** Asked once, wherever in the document it is asked. */
  readonly isOnce?: boolean
  /** Comes as a whole: nothing of it can have come before. */
  readonly isWhole?: boolean
  /** Fetches that bring the same objects along: what one has brought, the others need not ask for. */
  readonly family?: string
  /** HTTP calls; of the PCI store, statements in each cell. */
  calls(asked: Asked): Range
}

/** How many calls the loaders and the plan of calls make of what they are asked. */
export const WAYS: Readonly<Record<FetchName, Way>> = {
  'a page of servers': {
    askedBy: 'arguments',
    isWhole: true,
    family: 'servers',
    calls: ({ questions }) => ({
      atLeast: leastOf(questions),
      atMost: sum(questions, ({ first }) => Math.ceil(fetchedFor(first ?? 0) / PAGE)),
    }),
  },
  'whether a next page exists': {
    askedBy: 'object',
    calls: ({ questions }) => upTo(questions.some(({ first }) => endsAtThousand(first ?? 0)) ? 1 : 0),
  },
  'servers by id': { askedBy: 'arguments', family: 'servers', calls: searchCalls },
  'servers by host': { askedBy: 'arguments', family: 'servers', calls: searchCalls },
  'all hypervisors': {
    askedBy: 'object',
    isOnce: true,
    isWhole: true,
    family: 'hypervisors',
    calls: ({ questions }) => ({ atLeast: leastOf(questions), atMost: null }),
  },
  'hypervisors by id': { askedBy: 'arguments', family: 'hypervisors', calls: searchCalls },
  'hypervisors by hostname': { askedBy: 'arguments', family: 'hypervisors', calls: searchCalls },
  'compute services': { askedBy: 'object', isOnce: true, calls: () => upTo(1) },
  aggregates: { askedBy: 'object', isOnce: true, calls: () => upTo(1) },
  flavors: { askedBy: 'object', isOnce: true, calls: () => upTo(null) },
  versions: { askedBy: 'object', isOnce: true, calls: () => upTo(1) },

  // A list, whose length nobody knows, from two on.
  'projects by id': {
    askedBy: 'object',
    calls: ({ keys: { atMost } }) => upTo(atMost !== null && atMost <= 1 ? atMost : null),
  },

  'capacity by provider': { askedBy: 'object', calls: ({ keys }) => upTo(times(keys.atMost, 2)) },

  'a page of devices': { askedBy: 'arguments', isWhole: true, calls: statementsOfQuestions },
  'count of devices': { askedBy: 'arguments', calls: statementsOfQuestions },
  'groups of devices': { askedBy: 'arguments', isWhole: true, calls: statementsOfQuestions },
  'devices by id': { askedBy: 'arguments', calls: (asked) => statementsOfBatches(asked, 2) },
  'devices by slot': { askedBy: 'arguments', calls: (asked) => statementsOfBatches(asked, 1) },
  'devices by place': { askedBy: 'object', calls: (asked) => statementsOfBatches(asked, 1) },
  'devices by parent': { askedBy: 'object', calls: (asked) => statementsOfBatches(asked, 1) },
  'devices of servers': { askedBy: 'object', calls: (asked) => statementsOfBatches(asked, 1) },
  'devices of hypervisors': { askedBy: 'arguments', calls: statementsOfFilters },
  'count of devices of hypervisors': { askedBy: 'arguments', calls: statementsOfFilters },
  'pools of hypervisors': { askedBy: 'object', calls: (asked) => statementsOfBatches(asked, 2) },
  'condition of cells': { askedBy: 'object', isOnce: true, calls: () => upTo(1) },
}

/** One by one, or by pages that may cost as many calls again before they are given up or the missing are asked for. */
function searchCalls({ keys: { atLeast, atMost } }: Asked): Range {
  return { atLeast: Math.min(atLeast, 1), atMost: atMost !== null && atMost <= 1 ? atMost : times(atMost, 2) }
}

/** Each field that asks is a question of its own. In their default order cells are asked one after the other, and maybe not all. */
function statementsOfQuestions({ questions }: Asked): Range {
  return upTo(sum(questions, ({ hasIdFilter }) => (hasIdFilter ? 2 : 1)))
}

function statementsOfBatches({ keys, waves }: Asked, statements: number): Range {
  return upTo(times(least(keys.atMost, waves), statements))
}

/** In each batch a statement for each set of arguments. */
function statementsOfFilters({ keys, waves, questions }: Asked): Range {
  const batches = least(keys.atMost, waves)
  return upTo(
    times(
      batches,
      sum(questions, ({ hasIdFilter }) => (hasIdFilter ? 2 : 1)),
    ),
  )
}

/** Equal calls under way are one, so that several fields are sure of one call only. */
function leastOf(questions: readonly Question[]): number {
  return questions.some(({ isCertain }) => isCertain) ? 1 : 0
}

/** One more than is wanted tells whether there are more, unless it would cost a page of its own. */
function fetchedFor(first: number): number {
  return endsAtThousand(first) ? first : first + 1
}

export function endsAtThousand(first: number): boolean {
  return first > 0 && first % PAGE === 0
}

function sum(questions: readonly Question[], count: (question: Question) => number): number {
  return questions.reduce((total, question) => total + count(question), 0)
}
