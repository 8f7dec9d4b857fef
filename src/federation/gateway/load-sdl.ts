import { readFile } from 'node:fs/promises'
import { buildClientSchema, getIntrospectionQuery, parse, printSchema, type IntrospectionQuery } from 'graphql'
import { CompositionError, type SubgraphSdl } from './compose-subgraphs.ts'
import type { SubgraphAnswer } from './subgraph-answer.ts'
import type { SubgraphFetch } from './subgraph-fetch.ts'
import type { ComposedSubgraph } from './subgraph-settings.ts'

/** Asks a subgraph about itself. */
export type AskAbout = (fetch: SubgraphFetch) => Promise<SubgraphAnswer>

/**
 * The SDL of a subgraph: of its file; or else as it tells by `_service`, or, where it knows nothing of Federation, by introspection.
 * @throws CompositionError
 */
export async function loadSubgraphSdl(settings: ComposedSubgraph, ask: AskAbout): Promise<SubgraphSdl> {
  const { name, url, schema } = settings
  if (schema !== null) return { name, url: url.href, sdl: await readSdl(schema, name), place: schema }
  const place = placeOf(url)
  const service = await ask(about(name, SERVICE))
  const sdl = sdlIn(service.data)
  if (sdl !== null) return { name, url: url.href, sdl, place: `${place}, by _service` }
  const introspected = await ask(about(name, INTROSPECTION))
  if (introspected.data !== null && introspected.errors.length === 0) {
    // What answers this query without an error answers it as the specification of GraphQL says.
    const schemaText = printSchema(buildClientSchema(introspected.data as unknown as IntrospectionQuery))
    return { name, url: url.href, sdl: schemaText, place: `${place}, by introspection` }
  }
  const [error] = [...introspected.errors, ...service.errors]
  throw new CompositionError([
    `${name} (${place}): it tells its SDL neither by _service nor by introspection${error ? `: ${error.message.replace(/\.$/, '')}` : ''}. Name a file with it as schema`,
  ])
}

export async function readSdl(file: string, name: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new CompositionError([`${name}: ${file} cannot be read (${code})`])
  }
}

/** Without what may be secret in it. */
export function placeOf({ origin, pathname }: URL): string {
  return `${origin}${pathname}`
}

const SERVICE = parse('{ _service { sdl } }', { noLocation: true })
const INTROSPECTION = parse(getIntrospectionQuery({ inputValueDeprecation: false }), { noLocation: true })

function about(subgraph: string, document: SubgraphFetch['document']): SubgraphFetch {
  return { subgraph, kind: 'query', document, operationName: undefined, variables: {} }
}

function sdlIn(data: SubgraphAnswer['data']): string | null {
  const service = data?._service
  if (typeof service !== 'object' || service === null || !('sdl' in service)) return null
  return typeof service.sdl === 'string' && service.sdl.trim() !== '' ? service.sdl : null
}
