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

/** Whoever answers documents, and what happens to others: called before the second round, and under way again and again. */
export type Setting = {
  ask(as: Tenant, question: Question): Promise<Told>
  meanwhile(): void | Promise<void>
}

/**
 * Alice asks every document while nothing happens; then again, while the things of others change under way and bob and admin ask the
 * same. Lists of which somebody was given a cursor are gone on with by each of these cursors.
 */
export async function experiment(setting: Setting, documents: readonly RandomDocument[]): Promise<Outcome> {
  const asked = await askAll(setting, documents)
  const differences: Difference[] = []
  await setting.meanwhile()
  for (const chunk of chunksOf(asked)) {
    const answers = chunk.map(async ({ document, question, told: before, isFirst }) => {
      // In turns, for time's sake; what a list goes on with they have asked before.
      const others = isFirst ? [setting.ask(document % 2 === 0 ? 'bob' : 'admin', question)] : []
      const [after] = await Promise.all([setting.ask('alice', question), ...others])
      if (!isSame(before, after)) differences.push({ document, question, before, after })
    })
    // Under way by now, some of them at Nova already.
    await new Promise(setImmediate)
    await Promise.all([setting.meanwhile(), ...answers])
  }
  return { differences, questions: asked.length }
}

/** The demo cloud, in which half of the changes come first and the others by and by. */
export function settingOf(house: House, mutations: readonly Mutation[]): Setting {
  const left = [...mutations]
  let isFirst = true
  return {
    ask: (as, question) => house.ask(as, question),
    meanwhile() {
      const now = left.splice(0, Math.ceil(left.length / (isFirst ? 2 : 3)))
      isFirst = false
      if (now.length > 0) house.demo.change((cloud) => now.forEach((mutation) => applyMutation(cloud, mutation)))
    },
  }
}

type Asked = {
  readonly document: number
  readonly question: Question
  readonly told: Told
  /** Null cursors: the document as it was made. */
  readonly isFirst: boolean
}

async function askAll(setting: Setting, documents: readonly RandomDocument[]): Promise<Asked[]> {
  const asked: Asked[] = []
  for (const chunk of chunksOf(documents.map((document, index) => [index, document] as const))) {
    const answers = chunk.map(async ([index, document]): Promise<Asked[]> => {
      const told = await setting.ask('alice', document)
      const next = await goOn(setting, document, told)
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
  setting: Setting,
  document: RandomDocument,
  told: Told,
): Promise<{ readonly question: Question; readonly told: Told }[]> {
  if (document.pages.length === 0) return []
  const answers = [
    told,
    ...(await Promise.all((['bob', 'admin'] satisfies Tenant[]).map((who) => setting.ask(who, document)))),
  ]
  const questions = answers.flatMap((answer): Question[] => {
    const cursors = document.pages.map(
      ({ variable, path }) => [variable, cursorsAt(dataOf(answer), path).at(-1)] as const,
    )
    const found = cursors.filter(([, cursor]) => cursor !== undefined)
    if (found.length === 0) return []
    return [{ query: document.query, variables: { ...document.variables, ...Object.fromEntries(found) } }]
  })
  return Promise.all(questions.map(async (question) => ({ question, told: await setting.ask('alice', question) })))
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
