import {
  getArgumentValues,
  getNamedType,
  isNonNullType,
  isObjectType,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { isUuid } from '../model/uuid.ts'
import type { Access } from '../policy/access.ts'
import { isList } from '../schema/cost.ts'
import { fetchOf, type FetchName } from '../schema/fetch.ts'
import { dearestField, estimateCost } from './cost.ts'
import { WAYS, type Question } from './explain-calls.ts'
import { denialsOf, type Denial } from './explain-denials.ts'
import { countEntities } from './explain-entities.ts'
import { createCollectFields } from './explain-fields.ts'
import { createFetchPlan, type Level, type TotalCalls } from './explain-plan.ts'
import { ONE, times, upTo, type Range } from './explain-range.ts'

/** What running an operation would do, as far as it can be told without: nothing is asked for it. */
export type Explanation = {
  readonly denied: readonly Denial[]
  /** From the sign-in down: what of one level is asked together, before the next can be. */
  readonly levels: readonly Level[]
  readonly total: TotalCalls
  readonly cost: { readonly estimate: number; readonly max: number; readonly dearest: string }
}

export type Explained = {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>
  readonly schema: GraphQLSchema
  readonly access: Access
  readonly maxPageSize: number
  readonly maxCost: number
  /** How many cells the PCI store has; told to none but who may see cells. */
  readonly cells: number
}

/** Objects of one type at one place of the document. */
type Place = {
  readonly type: GraphQLObjectType
  readonly path: readonly string[]
  readonly selectionSets: readonly SelectionSetNode[]
  readonly count: Range
  /** Moments at which they may arrive; what they have fetched is then as many batches. */
  readonly waves: number
  /** Fetches above it. */
  readonly level: number
  /** The page that lists inside are as long as. */
  readonly page: Page | null
}

type Page = { readonly first: number; readonly of: FetchName | null; readonly hasIdFilter: boolean }

export function explain(explained: Explained): Explanation {
  const { document, operation, variables, schema, access, maxPageSize, maxCost, cells } = explained
  const collectFields = createCollectFields(document, schema, variables)
  const denied = new Map<string, Denial>()
  // Twice: how many batches a loader makes depends on who else in the document fills it.
  const paths = new Map<string, Set<string>>()
  walk()
  const plan = walk()
  return {
    denied: [...denied.values()],
    ...plan.summary(access.may('pcigraph:cloud:cells') ? cells : null),
    cost: {
      estimate: estimateCost(document, operation, variables, schema, { maxPageSize }),
      max: maxCost,
      dearest: dearestField(document, operation, variables, schema, { maxPageSize }).join('.'),
    },
  }

  function walk() {
    const found = createFetchPlan()
    const root = schema.getRootType(operation.operation)
    const queue: Place[] = []
    if (root) {
      const selectionSets = [operation.selectionSet]
      queue.push({ type: root, path: [], selectionSets, count: ONE, waves: 1, level: 1, page: null })
    }
    for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
      for (const [key, nodes] of collectFields(place.type.name, place.selectionSets)) {
        const field = place.type.getFields()[nodes[0].name.value]
        // Introspection and `_service` are told by the program itself.
        if (field === undefined || field.name === '_service') continue
        const at: At = { place, field, nodes, path: [...place.path, key] }
        queue.push(...(field.name === '_entities' ? visitEntities(at, found) : visitField(at, found)))
      }
    }
    return found
  }

  function visitField(at: At, found: FetchPlan): readonly Place[] {
    const { place, field, nodes, path } = at
    const args = argumentsOf(field, nodes[0])
    // Refused where it stands, before anything is fetched.
    if (args === null) return []
    const denials = denialsOf(place.type, field, args, path, access)
    for (const denial of denials) denied.set(JSON.stringify([path, denial.argument, denial.rule]), denial)
    const isRefused = denials.some(({ code, decidedBy }) => decidedBy === 'pcigraph' || code === null)
    if (isRefused) return []

    const what = fetchAt(place, field)
    const page = pageOf(what, args)
    const asksNothing = what === 'projects by id' && !access.may('identity:list_projects')
    let { waves, level } = place
    if (what !== null && !asksNothing) {
      found.add({
        what,
        level: place.level,
        path: path.join('.'),
        parent: place.path.join('.'),
        keys: { atLeast: isCertain(args) ? place.count.atLeast : 0, atMost: place.count.atMost },
        waves: place.waves,
        args: WAYS[what].askedBy === 'arguments' ? JSON.stringify(args) : '',
        question: questionOf(place, page, args),
      })
      waves = wavesBelow(what, place.waves, path)
      level = place.level + 1
    }
    // The service would refuse it.
    if (denials.length > 0) return []
    return below(at, what, page, { waves, level })
  }

  function below(
    { place, field, nodes, path }: At,
    what: FetchName | null,
    page: Page | null,
    { waves, level }: { readonly waves: number; readonly level: number },
  ): readonly Place[] {
    const type = getNamedType(field.type)
    const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    if (!isObjectType(type) || selectionSets.length === 0) return []
    const { atLeast, atMost } = place.count
    const isSized = place.page !== null && (field.name === 'nodes' || field.name === 'edges')
    const count: Range = isList(field.type)
      ? upTo(isSized ? times(atMost, place.page?.first ?? null) : null)
      : { atLeast: isNonNullType(field.type) && what === null ? atLeast : 0, atMost }
    return [
      { type, path, selectionSets, count, waves, level, page: page ?? (field.name === 'pageInfo' ? place.page : null) },
    ]
  }

  /** Every entity is asked for by the loader that its type has. */
  function visitEntities({ place, field, nodes, path }: At, found: FetchPlan): readonly Place[] {
    const args = argumentsOf(field, nodes[0])
    const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    return countEntities(args?.representations, access).flatMap((entity): readonly Place[] => {
      const type = schema.getType(entity.typeName)
      if (!isObjectType(type)) return []
      const count = upTo(entity.count)
      const question: Question = { first: null, hasIdFilter: false, isCertain: false }
      let { waves, level } = place
      for (const what of [entity.what, entity.then].filter((fetched) => fetched !== null)) {
        const at = { what, level, path: path.join('.'), parent: '', keys: count, waves, args: entity.typeName }
        found.add({ ...at, question })
        waves = wavesBelow(what, waves, path)
        level++
      }
      return [{ type, path, selectionSets, count, waves, level, page: null }]
    })
  }

  /** Some of the keys may have come along with something else: their objects go on at once, the others when they have come. */
  function wavesBelow(what: FetchName, waves: number, path: readonly string[]): number {
    const { family = what, isWhole = false } = WAYS[what]
    const known = paths.get(family) ?? new Set()
    paths.set(family, known.add(path.join('.')))
    return isWhole || (waves === 1 && known.size === 1)
      ? waves
      : Math.min(waves * (1 + known.size), Number.MAX_SAFE_INTEGER)
  }

  function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode): Arguments | null {
    try {
      const args = getArgumentValues(field, node, variables)
      const { first } = args
      return typeof first === 'number' && (first < 0 || first > maxPageSize) ? null : args
    } catch {
      return null
    }
  }
}

type FetchPlan = ReturnType<typeof createFetchPlan>
type Arguments = Readonly<Record<string, unknown>>
type At = {
  readonly place: Place
  readonly field: GraphQLField<unknown, unknown>
  readonly nodes: readonly [FieldNode, ...FieldNode[]]
  readonly path: readonly string[]
}

/** What the field has fetched. Two of a page depend on what it is a page of. */
function fetchAt({ page }: Place, field: GraphQLField<unknown, unknown>): FetchName | null {
  const what = fetchOf(field)?.what ?? null
  if (what === 'whether a next page exists' && page?.of !== 'a page of servers') return null
  if (what === 'count of devices' && page?.of === 'devices of hypervisors') return 'count of devices of hypervisors'
  return what
}

function pageOf(what: FetchName | null, { first, filter }: Arguments): Page | null {
  if (typeof first === 'number') return { first, of: what, hasIdFilter: namesIds(filter) }
  return null
}

function questionOf({ page: of, count }: Place, page: Page | null, args: Arguments): Question {
  const { first = null, hasIdFilter = false } = page ?? of ?? {}
  return { first, hasIdFilter, isCertain: count.atLeast > 0 && isCertain(args) }
}

/** Whether nothing in the arguments can stand in the way of asking: a filter may say by itself that nothing passes, a cursor may be none. */
function isCertain({ id, after, filter, orderBy, by, slot }: Arguments): boolean {
  const others = [after, filter, orderBy, by, slot]
  return (
    others.every((value) => value === undefined || value === null) &&
    (id === undefined || (typeof id === 'string' && isUuid(id)))
  )
}

/** Ids of devices may be made of their places, and those are looked up first. */
function namesIds(filter: unknown): boolean {
  if (typeof filter !== 'object' || filter === null) return false
  if (Array.isArray(filter)) return filter.some(namesIds)
  return Object.entries(filter).some(([name, value]) => name === 'id' || namesIds(value))
}
