import { execute } from 'grafast'
import { parse, validate, type DocumentNode, type GraphQLError } from 'graphql'
import { listen, requireGraphqlPost, send } from '../graph/listen.ts'
import { openGraphSources } from '../graph/sources.ts'
import { HttpFault, readJson } from '../sources/http-fault.ts'
import { readBody } from '../sources/read-body.ts'
import { createPlannedSchema } from './plans.ts'

// Grafast behind node:http. As its own server does: each document is parsed and validated once, and the data is written as text.
const sources = openGraphSources()
const schema = createPlannedSchema(sources)
const documents = new Map<string, DocumentNode | readonly GraphQLError[]>()

listen(
  'grafast',
  async (request, response) => {
    requireGraphqlPost(request)
    const token = await sources.authenticate(request.headers['x-auth-token'])
    const { query, variables } = readJson<{ query: string; variables: Record<string, unknown> }>(
      await readBody(request),
      400,
    )
    const document = readDocument(query)
    if (!('kind' in document)) {
      send(response, 400, JSON.stringify({ errors: document }))
      return
    }
    const result = await execute({
      schema,
      document,
      variableValues: variables ?? {},
      contextValue: { token },
      outputDataAsString: true,
    })
    if (Symbol.asyncIterator in result) throw new HttpFault(400, 'Streams are not served')
    send(response, 200, writeResult(result))
  },
  () => sources.close(),
)

/** Data that came out whole is text already. */
function writeResult({ data, errors }: { readonly data?: unknown; readonly errors?: readonly GraphQLError[] }): string {
  return typeof data === 'string' && errors === undefined ? `{"data":${data}}` : JSON.stringify({ errors, data })
}

function readDocument(query: string | undefined): DocumentNode | readonly GraphQLError[] {
  if (query === undefined) throw new HttpFault(400, 'There is no query')
  const known = documents.get(query)
  if (known !== undefined) return known
  const document = parse(query, { maxTokens: 2000 })
  const errors = validate(schema, document)
  const read = errors.length > 0 ? errors : document
  if (documents.size >= 1000) documents.clear()
  documents.set(query, read)
  return read
}
