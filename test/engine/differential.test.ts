import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { choicesOf, createQuestionMaker, fillVariables, findDifference } from './support/differences.ts'
import { FAULTS, openFaultyCloud, USERS, type FaultyCloud } from './support/faulty-cloud.ts'
import { storedDocuments } from './support/stored-documents.ts'
import { varyDocument } from './support/vary-document.ts'

/** Of each user with each fault; ten thousand are asked in the long suites. */
const QUESTIONS = 30

describe.each(FAULTS)('our engine and graphql-js tell the same, with faults: %s', (fault) => {
  let cloud: FaultyCloud
  beforeAll(async () => {
    cloud = await openFaultyCloud(fault)
  })
  afterAll(() => cloud[Symbol.asyncDispose]())

  it.each(USERS)(
    'to %s, of every stored document, as it is and in other words',
    async (user) => {
      const { schema, pool } = cloud
      const documents = await storedDocuments()
      expect(documents.length).toBeGreaterThan(20)
      for (const [i, { query }] of documents.entries()) {
        const question = fillVariables(schema, query, pool, choicesOf(i))
        expect(await findDifference(cloud, user, question)).toBeNull()
        expect(await findDifference(cloud, user, varyDocument(schema, question, choicesOf(i)))).toBeNull()
      }
    },
    60_000,
  )

  it.each(USERS)(
    'to %s, of random questions',
    async (user) => {
      const make = createQuestionMaker(cloud.schema, cloud.pool)
      for (let seed = 0; seed < QUESTIONS; seed++) expect(await findDifference(cloud, user, make(seed))).toBeNull()
    },
    60_000,
  )
})
