import fc from 'fast-check'
import { parse, validate, type GraphQLSchema } from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { seedCloud } from '../../src/demo/seed-cloud.ts'
import { checkDocumentLimits } from '../../src/engine/document-limits.ts'
import { createSubgraph } from '../../src/federation/subgraph.ts'
import { createSchema } from '../../src/schema/index.ts'
import { createChoices } from './choices.ts'
import { coordinatesIn, coordinatesOf } from './coordinates.ts'
import { CLOUD_SIZE } from './house.ts'
import { poolOf } from './pool.ts'
import { createDocumentMaker, type DocumentMaker } from './random-document.ts'
import { rowsOf } from './rows.ts'

describe('the maker of random documents', () => {
  let schema: GraphQLSchema
  let make: DocumentMaker
  beforeAll(() => {
    schema = createSubgraph(createSchema())
    const cloud = seedCloud(CLOUD_SIZE)
    make = createDocumentMaker(schema, poolOf(cloud, cloud.projects[1]?.id ?? ''))
  })

  it('names every field, argument, filter and enum value of the schema, in a valid document', () => {
    const missing = coordinatesOf(schema).filter((coordinate) => {
      for (const [row] of fc.sample(fc.tuple(rowsOf(200)), { seed: 11, numRuns: 3 })) {
        const document = make([coordinate], createChoices(row))
        expect(validate(schema, parse(document.query)), document.query).toEqual([])
        if (!coordinatesIn(schema, document).has(coordinate)) return true
      }
      return false
    })
    expect(missing).toEqual([])
  })

  it('makes documents that are valid and within the limits of the gateway, whatever the choices', () => {
    const limits = { maxDepth: 16, maxAliases: 50, maxExpandedFields: 5000 }
    fc.assert(
      fc.property(rowsOf(400), (row) => {
        const document = make([], createChoices(row))
        const ast = parse(document.query, { maxTokens: 2000 })
        expect(validate(schema, ast)).toEqual([])
        checkDocumentLimits(ast, limits)
      }),
      { seed: 12, numRuns: 400 },
    )
  })
})
