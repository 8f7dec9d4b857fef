import type { House, Question, Tenant, Told } from './house.ts'
import { applyMutation, type Mutation } from './mutations.ts'
import type { RandomDocument } from './random-document.ts'

/** What alice asked, and was told otherwise for something that is none of her business. */
export type Difference = {
  /** Which of the documents it was, or went on with. */
  readonly document: number
  readonly question: Question
  readonly before: Told
  readonly after: Told
}

export type Outcome = {
  readonly differences: readonly Difference[]
  /** How many questions alice asked, twice each: the documents, and those that go on with their lists. */
  readonly questions: number
}

const AT_ONCE = 10

/**
 * Alice asks every document while nothing happens; then again, while the things of others change under way and bob and admin ask the
 * same. Lists of which somebody was given a cursor are gone on with by each of these cursors.
 */
export async function experiment(
  house: House,
  documents: readonly RandomDocument[],
  mutations: readonly Mutation[],
): Promise<Outcome> {
  const asked = await askAll(house, documents)
  const differences: Difference[] = []
  const left = mutations.slice(Math.ceil(mutations.length / 2))
  mutate(house, mutations.slice(0, Math.ceil(mutations.length / 2)))
  for (const chunk of chunksOf(asked)) {
    const answers = chunk.map(async ({ document, question, told: before, isFirst }) => {
      // In turns, for time's sake; what a list goes on with they have asked before.
      const others = isFirst ? [house.ask(document % 2 === 0 ? 'bob' : 'admin', question)] : []
      const [after] = await Promise.all([house.ask('alice', question), ...others])
      if (!isSame(before, after)) differences.push({ document, question, before, after })
    })
    // Under way by now, some of them at Nova already.
    await new Promise(setImmediate)
    mutate(house, left.splice(0, Math.ceil(left.length / 3)))
    await Promise.all(answers)
  }
  return { differences, questions: asked.length }
}

type Asked = {
  readonly document: number
  readonly question: Question
  readonly told: Told
  /** Null cursors: the document as it was made. */
  readonly isFirst: boolean
}

async function askAll(house: House, documents: readonly RandomDocument[]): Promise<Asked[]> {
  const asked: Asked[] = []
  for (const chunk of chunksOf(documents.map((document, index) => [index, document] as const))) {
    const answers = chunk.map(async ([index, document]): Promise<Asked[]> => {
      const told = await house.ask('alice', document)
      const next = await goOn(house, document, told)
      return [
        { document: index, question: document, told, isFirst: true },
        ...next.map((each) => ({ document: index, ...each, isFirst: false })),
      ]
    })
    asked.push(...(await Promise.all(answers)).flat())
  }
  return asked
}

/** With the cursors of alice's own answer, and with those that bob and admin are given to the same question. */
async function goOn(
  house: House,
  document: RandomDocument,
  told: Told,
): Promise<{ readonly question: Question; readonly told: Told }[]> {
  if (document.pages.length === 0) return []
  const answers = [
    told,
    ...(await Promise.all((['bob', 'admin'] satisfies Tenant[]).map((who) => house.ask(who, document)))),
  ]
  const questions = answers.flatMap((answer): Question[] => {
    const cursors = document.pages.map(
      ({ variable, path }) => [variable, cursorsAt(dataOf(answer), path).at(-1)] as const,
    )
    const found = cursors.filter(([, cursor]) => cursor !== undefined)
    if (found.length === 0) return []
    return [{ query: document.query, variables: { ...document.variables, ...Object.fromEntries(found) } }]
  })
  return Promise.all(questions.map(async (question) => ({ question, told: await house.ask('alice', question) })))
}

/** Of the connections at these response keys, through lists. */
function cursorsAt(value: unknown, [key, ...further]: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => cursorsAt(item, key === undefined ? [] : [key, ...further]))
  if (typeof value !== 'object' || value === null) return []
  const fields = value as Readonly<Record<string, unknown>>
  if (key !== undefined) return cursorsAt(fields[key], further)
  return Object.values(fields).flatMap((inner) => {
    const cursor = (inner as { endCursor?: unknown } | null)?.endCursor
    return typeof cursor === 'string' ? [cursor] : []
  })
}

function dataOf({ text }: Told): unknown {
  return (JSON.parse(text) as { data?: unknown }).data
}

function mutate({ demo }: House, mutations: readonly Mutation[]): void {
  if (mutations.length === 0) return
  demo.change((cloud) => {
    for (const mutation of mutations) applyMutation(cloud, mutation)
  })
}

function isSame(before: Told, after: Told): boolean {
  return before.status === after.status && withoutNames(before.text) === withoutNames(after.text)
}

/**
 * What may differ: the name that Nova gave its own answer where it refused one, which is random and made anew for each; and when a host
 * was last heard of, where a policy lets owners see that of theirs: it beats on while we ask. Our own error ids are of faults that
 * nobody foresaw: there must be none.
 */
function withoutNames(text: string): string {
  return text
    .replaceAll(/"requestId":"req-[0-9a-f-]{36}"/g, '"requestId":"req-"')
    .replaceAll(/"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g, (written, time: string) => (isOfNow(time) ? '"now"' : written))
}

/** The demo cloud has no other time than long ago. */
function isOfNow(time: string): boolean {
  return Math.abs(Date.now() - Date.parse(time)) < 600_000
}

function chunksOf<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, index) =>
    items.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  )
}
