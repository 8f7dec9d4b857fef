import { typeFromAST, isInputType, isNonNullType, Kind, parse, validate, type GraphQLSchema } from 'graphql'
import type { UserName } from '../../support/graph.ts'
import { seededRandom } from '../../support/arbitrary-documents.ts'
import { createChoices, HIGHEST_CHOICE, type Choices } from '../../tenants/choices.ts'
import type { Pool } from '../../tenants/pool.ts'
import { createDocumentMaker } from '../../tenants/random-document.ts'
import { randomValue } from '../../tenants/random-value.ts'
import { sorted, type SmallQuestion, type ToldError } from './told.ts'
import type { ToldOfCloud, TwoExecutors } from './two-executors.ts'
import { varyDocument } from './vary-document.ts'

export type Difference = { readonly question: SmallQuestion; readonly ours: ToldOfCloud; readonly theirs: ToldOfCloud }

/** Null: they told the same. */
export async function findDifference(
  executors: TwoExecutors,
  user: UserName,
  question: SmallQuestion,
): Promise<Difference | null> {
  // The demo's clocks go on, and what is found broken once is left alone for a while: a difference is one that stays.
  for (let attempt = 1; ; attempt++) {
    const ours = await executors.ask('ours', user, question)
    const theirs = await executors.ask('graphql-js', user, question)
    if (areEqual(ours, theirs)) return null
    if (attempt === ATTEMPTS) return { question, ours, theirs }
  }
}

const ATTEMPTS = 3

function areEqual(ours: ToldOfCloud, theirs: ToldOfCloud): boolean {
  if (ours.data !== theirs.data || namesOf(ours.missing) !== namesOf(theirs.missing)) return false
  const [one, other] = [ours, theirs].map(({ data, errors }) =>
    comparable(JSON.parse(data ?? 'null') as unknown, errors),
  )
  return JSON.stringify(one) === JSON.stringify(other)
}

function namesOf(missing: readonly object[]): string {
  return missing
    .map((lacks) => JSON.stringify(lacks))
    .sort()
    .join()
}

/**
 * All errors but those below a null that one of them spread to: of these graphql-js tells the one that was there first, which is a
 * matter of luck, and the specification asks for one. So much must be the same: that there is one, and where the null is.
 */
function comparable(data: unknown, errors: readonly ToldError[]): readonly string[] {
  const [standing, below] = [[] as ToldError[], new Set<string>()]
  for (const error of errors) {
    const end = nullAbove(data, error.path ?? [])
    if (end === null) standing.push(error)
    else below.add(JSON.stringify(end))
  }
  return [...sorted(standing), ...[...below].sort()]
}

/** The place of the null that swallowed what is at a path. */
function nullAbove(data: unknown, path: readonly (string | number)[]): readonly (string | number)[] | null {
  let value = data
  for (const [i, key] of path.entries()) {
    if (value === null) return path.slice(0, i)
    value = (value as Readonly<Record<string | number, unknown>> | undefined)?.[key]
  }
  return null
}

/** Choices that never end, the same for the same seed. */
export function choicesOf(seed: number): Choices {
  const random = seededRandom(seed)
  return createChoices(Array.from({ length: 3000 }, () => Math.floor(random() * HIGHEST_CHOICE)))
}

/** Random questions of everything that the schema has, in all kinds of words. */
export function createQuestionMaker(schema: GraphQLSchema, pool: Pool): (seed: number) => SmallQuestion {
  const make = createDocumentMaker(schema, pool)
  return (seed) => {
    const choices = choicesOf(seed)
    const plain = make([], choices)
    const question = choices.chance(80) ? varyDocument(schema, plain, choices) : plain
    const errors = validate(schema, parse(question.query))
    if (errors.length > 0) throw new Error(`Seed ${seed} makes an invalid document: ${String(errors[0])}`)
    return question
  }
}

/** Values for the variables of a stored document, some of them null and some left out. */
export function fillVariables(schema: GraphQLSchema, query: string, pool: Pool, choices: Choices): SmallQuestion {
  const [operation] = parse(query).definitions
  const variables: Record<string, unknown> = {}
  if (operation?.kind === Kind.OPERATION_DEFINITION) {
    for (const definition of operation.variableDefinitions ?? []) {
      const name = definition.variable.name.value
      const type = typeFromAST(schema, definition.type)
      if (!isInputType(type)) throw new Error(`$${name} has no type`)
      const mayMiss = !isNonNullType(type) && choices.chance(60)
      if (mayMiss && choices.chance(70)) continue
      variables[name] = mayMiss
        ? null
        : randomValue(type, { name, of: operation.name?.value ?? '', depth: 0, wanted: null }, pool, choices)
    }
  }
  return { query, variables }
}
