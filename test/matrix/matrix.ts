import { isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { factsOf } from '../../src/policy/rules.ts'
import { createSchema } from '../../src/schema/index.ts'
import { AS_PARENT, objectTypesOf, ruleOf } from '../../src/schema/rule.ts'
import type { Truth } from '../contract/truth/truth.ts'
import { ACCEPTED_KINDS, CALLER_KINDS, type CallerKind, type Callers } from '../support/callers.ts'
import { compareAnswer, type GraphAnswer } from './compare.ts'
import type { Expectation } from './expectation.ts'
import type { Known } from './known.ts'
import { chooseSamples } from './samples.ts'
import { print, selectField, type Selection } from './selection.ts'
import { createTable } from './table.ts'
import { readViews, type Views } from './views.ts'
import { waysTo, type Way } from './ways.ts'
import { WHO_MAY, type AcceptedKind } from './who-may.ts'

/** A cloud with the gateway in front of it, and people of every kind to ask both. */
export type MatrixCloud = {
  readonly truth: Truth
  readonly authUrl: string
  readonly callers: Callers
  readonly schema: GraphQLSchema
  readonly isDemo: boolean
  readonly cell: Known['cell']
  /** Asks the gateway as a client would; null: without a token. */
  ask(token: string | null, query: string): Promise<GraphAnswer>
  [Symbol.asyncDispose](): Promise<void>
}

export type MatrixOptions = {
  readonly title: string
  /** What is different about this cloud, for who reads the table. */
  readonly about: string
  /** Null: the table is not kept, it is compared all the same. */
  readonly snapshot: string | null
  /** Fields that are null for everybody there: a cloud of this age has nothing to tell. Null: not known. */
  readonly neverSeen: readonly string[] | null
  /** Asks every field in a document of its own too, and not only beside all others. */
  readonly alone: boolean
}

/** Every field of every type as every kind of caller: equal to what the cloud itself tells that caller, and to who-may.ts for the rest. */
export function describeMatrix(
  name: string,
  { title, about, snapshot, neverSeen, alone }: MatrixOptions,
  open: () => Promise<MatrixCloud>,
): void {
  describe(`the matrix of ${name}`, () => {
    const table = createTable()
    const counted = { documents: 0, places: 0 }
    let cloud: MatrixCloud
    let views: Views
    let ways: readonly { readonly way: Way; readonly selection: Selection }[]

    beforeAll(async () => {
      cloud = await open()
      const samples = chooseSamples(cloud.truth)
      views = await readViews(cloud.authUrl, cloud.truth, cloud.callers, samples)
      ways = waysTo(samples, knownTo('admin')).map((way) => ({ way, selection: selectionOf(way, cloud.schema) }))
    })
    afterAll(() => cloud[Symbol.asyncDispose]())

    function knownTo(kind: AcceptedKind): Known {
      const { truth, isDemo, cell } = cloud
      return { truth, isDemo, cell, view: views[kind] }
    }

    it('finds who may have each field, for every field of the schema', () => {
      for (const type of objectTypesOf(createSchema())) {
        for (const field of Object.values(type.getFields())) {
          const rule = ruleOf(type, field)
          if (rule === AS_PARENT || factsOf(rule).enforcedBy !== 'pcigraph') continue
          expect(Object.keys(WHO_MAY), `${type.name}.${field.name} has a rule that who-may.ts does not know`).toContain(
            rule,
          )
        }
      }
    })

    it('asks for every field of every type', () => {
      const asked = new Set(ways.flatMap(({ selection }) => coordinatesIn(selection)))
      expect(coordinatesOf(cloud.schema).filter((coordinate) => !asked.has(coordinate))).toEqual([])
    })

    it.each(ACCEPTED_KINDS)(
      'shows the caller %s what is theirs, and nothing else',
      { timeout: TIMEOUT_MS },
      async (kind) => {
        const token = await cloud.callers.token(kind)
        const faults: string[] = []
        /** Kinds of objects, field by field. */
        const asked = new Set<string>()
        for (const { way, selection } of ways) {
          const expected = way.expect(knownTo(kind))
          const isAskedAlone = alone && isShown(expected) && !asked.has(way.to)
          if (isAskedAlone) asked.add(way.to)
          for (const each of isAskedAlone ? [selection, ...onePerField(selection)] : [selection]) {
            const answer = await cloud.ask(token, documentOf(way, each))
            counted.documents += 1
            const found = compareAnswer(each, way.to, expected, answer, (what, field, outcome) => {
              table.record(kind, what, field, outcome)
              counted.places += 1
            })
            faults.push(...found.map((fault) => `${way.field}${way.args}: ${fault}`))
          }
        }
        // The first ones tell enough of it.
        expect([...new Set(faults)].slice(0, 20)).toEqual([])
      },
    )

    const refused = Object.keys(CALLER_KINDS).filter(
      (kind): kind is CallerKind => !ACCEPTED_KINDS.some((accepted) => accepted === kind),
    )
    it.each(refused)('tells the caller %s nothing at all', async (kind) => {
      const token = await cloud.callers.token(kind)
      table.recordEverywhere(kind, 'refused')
      // Whatever is asked is not even read; once by each field of Query is enough.
      const fields = new Map(ways.map((each) => [each.way.field, each]))
      for (const { way, selection } of fields.values()) {
        const { status, data, errors } = await cloud.ask(token, documentOf(way, selection))
        counted.documents += 1
        expect([status, data, errors.map(({ extensions }) => extensions.code)]).toEqual([
          401,
          null,
          ['UNAUTHENTICATED'],
        ])
      }
    })

    it('shows every field to somebody, or says why not', () => {
      if (neverSeen !== null) expect(table.fieldsNeverSeen()).toEqual(neverSeen)
      expect(table.fieldsNeverSeen().length).toBeLessThan(coordinatesOf(cloud.schema).length / 10)
    })

    it('is as it was reviewed', async () => {
      const { places, documents } = counted
      const lines = Object.entries(table.counts()).map(([kind, counts]) => `  ${kind}: ${JSON.stringify(counts)}`)
      process.stdout.write(
        `matrix of ${name}: ${coordinatesOf(cloud.schema).length} fields, ${ways.length} ways, ${documents} documents, ${places} places compared\n${lines.join('\n')}\n`,
      )
      if (snapshot === null) return
      await expect(table.print(title, `${about}\n\n${LEGEND}`)).toMatchFileSnapshot(snapshot)
    })
  })
}

/** On a machine that does much else. */
const TIMEOUT_MS = 300_000

const LEGEND = `Rows are fields, by the object that they are of or are a part of; columns are callers. Each place is compared with what the cloud itself
told that caller; the sign sums up all objects of the kind.

✓ value · ∅ null, without error · ✗ null, with FORBIDDEN · 401 the request is refused as a whole · \`·\` not reached: the
object itself is not shown`

function selectionOf(way: Way, schema: GraphQLSchema): Selection {
  const query = schema.getQueryType()
  const field = query?.getFields()[way.field]
  if (!query || field === undefined) throw new Error(`Query has no field ${way.field}`)
  const target = way.type === undefined ? null : schema.getType(way.type)
  return selectField(schema, query, field, way.args, isObjectType(target) ? target : null)
}

function documentOf(way: Way, selection: Selection): string {
  if (way.type === undefined) return `{ ${print(selection)} }`
  const fields = (selection.fields ?? []).map((field) => print(field)).join(' ')
  return `{ ${way.field}${way.args} { ... on ${way.type} { ${fields} } } }`
}

/** The same with one field of the object alone; of a list, of the objects in it. */
function onePerField(selection: Selection): Selection[] {
  return (selection.fields ?? []).flatMap((field): Selection[] => {
    const inner = field.field.name === 'nodes' ? onePerField(field) : [field]
    return inner.map((one) => ({ ...selection, fields: [one] }))
  })
}

function isShown(expected: Expectation): boolean {
  return expected.is === 'object' || (expected.is === 'list' && expected.items.some(isShown))
}

function coordinatesIn({ type, field, fields }: Selection): string[] {
  return [`${type.name}.${field.name}`, ...(fields ?? []).flatMap(coordinatesIn)]
}

function coordinatesOf(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter((type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`))
}
