import {
  GraphQLError,
  GraphQLID,
  GraphQLString,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  TypeNameMetaFieldDef,
  type ExecutionResult,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import { PcigraphError } from '../../errors.ts'
import type { Shape, ShapeField } from './shape.ts'

type Path = readonly (string | number)[]
type Data = Readonly<Record<string, unknown>>

/** As the engine gives it: without data where no root field has any. */
export type EngineAnswer = { readonly data?: unknown; readonly errors?: readonly GraphQLError[] | undefined }

/**
 * The engine's answer as the specification of GraphQL has it: keys by the client's names and in the order of its document, nulls where the
 * schema allows them and not where it does not, and errors at fields that the client asked for, at places of its document.
 */
export function complete(
  answer: EngineAnswer,
  /** What the schema itself was asked. */
  introspection: Data,
  shape: Shape,
  schema: GraphQLSchema,
): ExecutionResult {
  const root = { ...(isRecord(answer.data) ? answer.data : {}), ...introspection }
  const completion = createCompletion(answer.errors ?? [], root, shape, schema)
  const data = completion.object(root, shape)
  const errors = completion.errors()
  return { ...(errors.length > 0 && { errors }), data }
}

/** Instead of a value that must not be null and is: whatever holds it is null too. */
const NOTHING = Symbol('nothing')

function createCompletion(given: readonly GraphQLError[], root: Data, rootShape: Shape, schema: GraphQLSchema) {
  const missing: GraphQLError[] = []
  let places: ReturnType<typeof placesOf> | null = null
  /** Where it is at work: one for all, since hardly any place is ever told of. */
  const path: (string | number)[] = []

  function object(value: Data, shape: Shape): Data | null {
    const type = typeOf(value, shape)
    const completed: Record<string, unknown> = {}
    for (const field of shape.fieldsOf(type)) {
      const inner = field.name === TypeNameMetaFieldDef.name ? type.name : value[field.engineKey]
      path.push(field.key)
      const result = completeValue(inner, field.type, field)
      path.pop()
      if (result === NOTHING) return null
      completed[field.key] = result
    }
    return completed
  }

  function completeValue(value: unknown, type: GraphQLOutputType, field: ShapeField): unknown {
    if (isNonNullType(type)) {
      const result = completeValue(value, type.ofType, field)
      if (result !== null) return result
      if (value === null || value === undefined) {
        tell(field, `The field ${field.name} cannot be null, and no subgraph gave it a value.`)
      }
      return NOTHING
    }
    if (value === null || value === undefined) return null
    if (isListType(type)) {
      if (!Array.isArray(value)) return tellUnfit(field)
      const items = value.map((item: unknown, index) => {
        path.push(index)
        const result = completeValue(item, type.ofType, field)
        path.pop()
        return result
      })
      return items.includes(NOTHING) ? null : items
    }
    // Of the schema itself the answer is whole already.
    if (field.name.startsWith('__')) return value
    if (field.inner === null) return leaf(value, type, field)
    if (!isRecord(value)) return tellUnfit(field)
    // An interface object that nobody knows is of no type that could be told.
    if (field.inner.needsName && isAbstractType(typeOf(value, field.inner))) return tellUnfit(field)
    return object(value, field.inner)
  }

  /** As any GraphQL server serialises it; custom scalars are their own subgraph's affair. */
  function leaf(value: unknown, type: GraphQLOutputType, field: ShapeField): unknown {
    if (typeof value === 'string' && (type === GraphQLString || type === GraphQLID)) return value
    if (!(isEnumType(type) || (isScalarType(type) && isSpecifiedScalarType(type)))) return value
    try {
      return type.serialize(value) ?? tellUnfit(field)
    } catch {
      return tellUnfit(field)
    }
  }

  /** @returns null, for a value that is none of its type's. */
  function tellUnfit(field: ShapeField): null {
    tell(field, `The field ${field.name} was given a value that its type does not have.`)
    return null
  }

  /** One error is enough to say why something is null: at this place, above it or below. */
  function tell(field: ShapeField, message: string): void {
    places ??= placesOf(given.map(({ path: at = [] }) => locate(at).path))
    const { at, above } = places
    if (above.has(placeOf(path)) || path.some((_, end) => at.has(placeOf(path.slice(0, end + 1))))) return
    const cause = new PcigraphError('UPSTREAM_INVALID_RESPONSE', message)
    missing.push(new GraphQLError(message, { nodes: field.nodes, path: [...path], originalError: cause }))
  }

  /** A path of the engine's answer in the client's words, as far as the client has asked for it. */
  function locate(enginePath: Path): {
    readonly path: Path
    readonly field: ShapeField | null
    readonly isWhole: boolean
  } {
    const path: (string | number)[] = []
    let value: unknown = root
    let shape: Shape | null = rootShape
    let field: ShapeField | null = null
    for (const part of enginePath) {
      if (typeof part === 'number') {
        path.push(part)
        value = Array.isArray(value) ? value[part] : null
        continue
      }
      const next: ShapeField | undefined =
        shape === null
          ? undefined
          : shape
              .fieldsOf(isRecord(value) ? typeOf(value, shape) : shape.type)
              .find(({ engineKey }) => engineKey === part)
      if (next === undefined) {
        const empty = shape !== null && isRecord(value) ? firstNull(value, shape) : undefined
        return empty ? { path: [...path, empty.key], field: empty, isWhole: false } : { path, field, isWhole: false }
      }
      path.push(next.key)
      field = next
      shape = next.inner
      value = isRecord(value) ? value[part] : null
    }
    return { path, field, isWhole: true }
  }

  function typeOf(value: Data, shape: Shape) {
    const name = value.__typename
    const type = typeof name === 'string' ? schema.getType(name) : undefined
    return isCompositeType(type) ? type : shape.type
  }

  function firstNull(value: Data, shape: Shape): ShapeField | undefined {
    return shape
      .fieldsOf(typeOf(value, shape))
      .find(({ engineKey, name }) => name !== '__typename' && (value[engineKey] ?? null) === null)
  }

  function errors(): readonly GraphQLError[] {
    const located = given.map((error) => ({ error, ...locate(error.path ?? []) }))
    // What was fetched on the way to something else is named only where nothing else tells of the failure.
    const told = new Set(located.filter(({ isWhole }) => isWhole).map(({ error }) => failureOf(error)))
    const kept = located.filter(({ isWhole, error }) => isWhole || !told.has(failureOf(error)))
    return [...kept.map(({ error, path, field }) => relocated(error, path, field)), ...missing]
  }

  return { object, errors }
}

function relocated(error: GraphQLError, path: Path, field: ShapeField | null): GraphQLError {
  return new GraphQLError(error.message, {
    ...(field && { nodes: field.nodes }),
    ...(path.length > 0 && { path }),
    originalError: error.originalError ?? error,
    extensions: error.extensions,
  })
}

/** Errors of one failure have the same cause. */
function failureOf(error: Error): unknown {
  return error instanceof GraphQLError && error.originalError ? failureOf(error.originalError) : error
}

function placesOf(paths: readonly Path[]) {
  return {
    at: new Set(paths.map(placeOf)),
    above: new Set(paths.flatMap((path) => path.map((_, end) => placeOf(path.slice(0, end + 1))))),
  }
}

function placeOf(path: Path): string {
  return path.join('.')
}

function isRecord(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
