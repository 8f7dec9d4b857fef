import fc from 'fast-check'
import type { GraphQLSchema } from 'graphql'
import { seedCloud } from '../../src/demo/seed-cloud.ts'
import { createSubgraph } from '../../src/federation/subgraph.ts'
import { createSchema } from '../../src/schema/index.ts'
import { createChoices } from './choices.ts'
import { coordinatesOf } from './coordinates.ts'
import { experiment, settingOf, type Difference } from './experiment.ts'
import { CLOUD_SIZE, openHouse, POLICIES, type OpenAnswering, type PolicyName } from './house.ts'
import { randomMutation, type Mutation } from './mutations.ts'
import { poolOf } from './pool.ts'
import { createDocumentMaker, type RandomDocument } from './random-document.ts'
import { rowsOf } from './rows.ts'

export type Search = {
  readonly seed: number
  readonly documents: number
  /** Other than one of POLICIES: what an operator's mistake says. */
  readonly policy: PolicyName | { readonly text: string }
  /** The gateway that is searched. Without it: the real one. */
  readonly open?: OpenAnswering
  /** Runs in which a counter-example may become smaller. */
  readonly shrinks?: number
  /** Documents that are asked of one cloud, before there is a new one. */
  readonly batch?: number
}

export type Found = {
  /** How many documents were asked until then, at most. */
  readonly documents: number
  readonly questions: number
  /** Null: all were answered alike. */
  readonly counterExample: CounterExample | null
}

/** All that it takes to see it again: a file of `cases/`. */
export type CounterExample = {
  readonly policy: string
  readonly document: RandomDocument
  readonly mutations: readonly Mutation[]
  readonly before: string
  readonly after: string
}

const BATCH = 100
const MUTATIONS = 60
/** Choices of a document: what is left to choose when they are used up is the first and the least. */
const ROW = 400
/** Of what happens to others. */
const FATE = 30
const SHRINKS = 120

/** Asks random documents, a batch at a time before a cloud as new, until one is answered otherwise for what happens to others. */
export async function search({
  seed,
  documents,
  policy,
  open,
  shrinks = SHRINKS,
  batch: size = BATCH,
}: Search): Promise<Found> {
  const text = typeof policy === 'string' ? POLICIES[policy] : policy.text
  const makers = createMakers(policy === 'owners see hosts')
  const rows = fc.sample(fc.tuple(rowsOf(ROW)), { seed, numRuns: documents }).map(([row]) => row)
  const fates = fc.sample(fc.tuple(rowsOf(FATE)), { seed: seed + 1, numRuns: documents }).map(([row]) => row)
  let questions = 0
  for (let from = 0; from < documents; from += size) {
    const batch = rows.slice(from, from + size).map((row, index) => makers.document(row, from + index))
    const mutations = fates.slice(from, from + MUTATIONS).map(makers.mutation)
    await using house = await openHouse(text, open)
    const outcome = await experiment(settingOf(house, mutations), batch)
    questions += outcome.questions
    const [difference] = outcome.differences
    if (difference === undefined) continue
    const counterExample = await shrink(
      { text, open, makers, shrinks },
      { row: rows[from + difference.document] ?? [], place: from + difference.document },
      fates.slice(from, from + MUTATIONS),
    )
    return {
      documents: from + difference.document + 1,
      questions,
      counterExample: counterExample ?? exampleOf(text, batch[difference.document], mutations, difference),
    }
  }
  return { documents, questions, counterExample: null }
}

type Makers = {
  readonly document: (row: readonly number[], place: number) => RandomDocument
  readonly mutation: (row: readonly number[]) => Mutation
}

function createMakers(seesHosts: boolean): Makers {
  const schema: GraphQLSchema = createSubgraph(createSchema())
  const cloud = seedCloud(CLOUD_SIZE)
  const projectId = cloud.projects[1]?.id ?? ''
  const make = createDocumentMaker(schema, poolOf(cloud, projectId))
  const coordinates = coordinatesOf(schema)
  return {
    // Each coordinate in its turn, in every second document: a new one is asked for on the day it appears.
    document(row, place) {
      const turn = Math.floor(place / 2)
      const wanted = [coordinates[(2 * turn) % coordinates.length], coordinates[(2 * turn + 1) % coordinates.length]]
      return make(place % 2 === 0 ? wanted.filter((each) => each !== undefined) : [], createChoices(row))
    },
    mutation: (row) => randomMutation(cloud, { projectId, seesHosts }, createChoices(row)),
  }
}

/** The smallest document and the fewest changes that still tell. Null: alone, it does not; it took others to be asked beside it. */
async function shrink(
  how: { text: string; open: OpenAnswering | undefined; makers: Makers; shrinks: number },
  { row, place }: { row: number[]; place: number },
  fates: number[][],
): Promise<CounterExample | null> {
  const { text, open, makers, shrinks } = how
  if (shrinks === 0) return null
  let smallest: CounterExample | null = null
  let runs = 0
  await fc.check(
    fc.asyncProperty(
      rowsOf(ROW),
      fc.array(rowsOf(FATE), { maxLength: MUTATIONS, size: 'max' }),
      async (choices, fate) => {
        if (++runs > shrinks) return true
        const document = makers.document(choices, place)
        const mutations = fate.map(makers.mutation)
        await using house = await openHouse(text, open)
        const [difference] = (await experiment(settingOf(house, mutations), [document])).differences
        if (difference !== undefined) smallest = exampleOf(text, document, mutations, difference)
        return difference === undefined
      },
    ),
    { examples: [[row, fates]], numRuns: 1 },
  )
  return smallest
}

function exampleOf(
  policy: string,
  document: RandomDocument | undefined,
  mutations: readonly Mutation[],
  { question, before, after }: Difference,
): CounterExample {
  return {
    policy,
    document: { pages: [], ...document, ...question },
    mutations,
    before: before.text,
    after: after.text,
  }
}

/** For whoever reads that a test has failed. */
export function describeFound({ counterExample, documents }: Found): string {
  if (counterExample === null) return 'nothing'
  return [
    `Document ${documents} was answered otherwise for what is none of alice's business.`,
    'Save this as test/tenants/cases/<name>.json, and "npx vitest run test/tenants/cases.test.ts" asks it again:',
    JSON.stringify(counterExample, null, 2),
  ].join('\n')
}
