import { GraphQLError, type ExecutionResult } from 'graphql'
import type { FetchedParts } from './subgraph-fetch.ts'
import { listOf, type WholeKeys } from './whole-keys.ts'

/** What a subgraph said; paths of its errors are those of the fetch. */
export type SubgraphAnswer = {
  readonly data: Readonly<Record<string, unknown>> | null
  readonly errors: readonly GraphQLError[]
}

type Path = readonly (string | number)[]

/**
 * An answer as the engine takes it, which finds every place of the client's answer by `_entities` and an index: what is wrong with the whole
 * of it, or with an entity, becomes an error at each field that is null for it; and entities that were not asked for are null.
 * @param variables as they were sent
 */
export function tellEngine(
  { data, errors }: SubgraphAnswer,
  parts: FetchedParts,
  variables: Readonly<Record<string, unknown>>,
  whole: WholeKeys | null,
): ExecutionResult {
  const spread = errors.flatMap((error) =>
    spreadPaths(error.path ?? [], data, parts, variables).map((path) => at(error, inPlan(path, whole))),
  )
  return {
    data: whole === null ? data : inWholeLists(data, whole),
    ...(spread.length > 0 && { errors: spread }),
  }
}

/** What is wrong with all of a fetch. */
export function failed(error: Error): SubgraphAnswer {
  return { data: null, errors: [new GraphQLError(error.message, { originalError: error })] }
}

function spreadPaths(
  path: Path,
  data: SubgraphAnswer['data'],
  { roots, entities }: FetchedParts,
  variables: Readonly<Record<string, unknown>>,
): readonly Path[] {
  const [first, index] = path
  const lists = entities.filter(({ key }) => first === undefined || key === first)
  if (first !== undefined && (lists.length === 0 || path.length > 2)) return [path]
  const paths: Path[] = first === undefined ? roots.flatMap(({ key }) => (isNull(data?.[key]) ? [[key]] : [])) : []
  for (const { key, variable, fieldsOf } of lists) {
    const found = listOf(data?.[key])
    for (const [place, representation] of listOf(variables[variable]).entries()) {
      if (index !== undefined && index !== place) continue
      const entity = found[place]
      for (const field of fieldsOf(typeNameOf(representation))) {
        if (isNull(valueIn(entity, field.key))) paths.push([key, place, field.key])
      }
    }
  }
  if (paths.length > 0) return paths
  // Nothing is null for it, and yet it was said.
  const root = roots[0]?.key ?? entities[0]?.key
  return [path.length > 0 ? path : root === undefined ? [] : [root]]
}

/** By the plan's own count of representations. */
function inPlan(path: Path, whole: WholeKeys | null): Path {
  const [key, index, ...rest] = path
  const places = typeof key === 'string' ? whole?.places.get(key) : undefined
  if (places === undefined || key === undefined || typeof index !== 'number') return path
  return [key, places[index] ?? index, ...rest]
}

function inWholeLists(data: SubgraphAnswer['data'], { places, counts }: WholeKeys): Record<string, unknown> {
  const lists = Array.from(places, ([key, kept]) => {
    const found = listOf(data?.[key])
    const list: unknown[] = new Array<unknown>(counts.get(key) ?? 0).fill(null)
    for (const [index, place] of kept.entries()) list[place] = found[index] ?? null
    return [key, list] as const
  })
  return { ...data, ...Object.fromEntries(lists) }
}

function at(error: GraphQLError, path: Path): GraphQLError {
  return new GraphQLError(error.message, {
    ...(path.length > 0 && { path }),
    originalError: error.originalError ?? error,
    extensions: error.extensions,
  })
}

function isNull(value: unknown): boolean {
  return value === null || value === undefined
}

function valueIn(entity: unknown, field: string): unknown {
  return typeof entity === 'object' && entity !== null
    ? new Map<string, unknown>(Object.entries(entity)).get(field)
    : null
}

function typeNameOf(representation: unknown): string {
  return String(valueIn(representation, '__typename'))
}
