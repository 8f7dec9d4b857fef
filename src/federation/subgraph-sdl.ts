import { printSchemaWithDirectives } from '@graphql-tools/utils'
import type { GraphQLSchema } from 'graphql'
import { FEDERATION_DIRECTIVES } from '../schema/directives.ts'

/** Where Federation v2 looks for what its directives mean. The definition of `@link` stands along, for tools that know no Federation. */
const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${FEDERATION_DIRECTIVES.map((name) => `"@${name}"`).join(', ')}])

directive @link(url: String!, import: [link__Import]) repeatable on SCHEMA

scalar link__Import
`

/** The own graph as SDL: what a client sees, and as a subgraph its keys. */
export function printSubgraph(schema: GraphQLSchema): string {
  return `${LINK}\n${printSchemaWithDirectives(schema)}\n`
}
