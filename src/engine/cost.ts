import {
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { isList, listSizeOf, weightOf } from '../schema/cost.ts'
import { isSkipped, numberOf, type Variables } from './cost-arguments.ts'

/** `maxPageSize`: a longer page is refused where it is asked for, and costs no more than one that is not. */
export type CostOptions = { readonly maxPageSize?: number }

/**
 * What an operation may cost, before anything is known of its answer: objects, each multiplied by the sizes of the lists that
 * it is in, as `@cost` and `@listSize` say. Fields that are named twice count twice. Linear in the document: each fragment is
 * looked at once, however often it is spread. The document is valid.
 */
export function estimateCost(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  schema: GraphQLSchema,
  options: CostOptions = {},
): number {
  const root = schema.getRootType(operation.operation)
  if (!root) return 0
  const estimator = createEstimator(document, operation, variables, schema, options)
  return totalOf(estimator.ofSelection(root, operation.selectionSet), null)
}

/**
 * The path of response keys to the field that costs most: down from the root, always into the dearest, for as long as it makes up
 * half of the whole.
 */
export function dearestField(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  schema: GraphQLSchema,
  options: CostOptions = {},
): readonly string[] {
  const estimator = createEstimator(document, operation, variables, schema, options)
  const path: string[] = []
  let type: GraphQLNamedType | undefined = schema.getRootType(operation.operation) ?? undefined
  let selectionSet: SelectionSetNode | undefined = operation.selectionSet
  let size: PageSize | null = null
  let half: number | null = null
  let times = 1
  while (type !== undefined && selectionSet !== undefined) {
    const fields: Priced[] = estimator.fieldsOf(type, selectionSet).map((field) => price(field, size))
    const dearest: Priced | undefined = fields.toSorted((a, b) => b.cost - a.cost)[0]
    half ??= fields.reduce((sum, { cost }) => sum + cost, 0) / 2
    if (dearest === undefined || dearest.cost * times < half || dearest.cost === 0) break
    path.push(dearest.node.alias?.value ?? dearest.node.name.value)
    times *= dearest.count
    ;({ type, size } = dearest)
    selectionSet = dearest.node.selectionSet
  }
  return path
}

/** Of lists inside an object: how long those are that its own field named. */
type PageSize = { readonly count: number; readonly fields: readonly string[] }

/** What a selection costs for each object: lists whose length the object's own field says stand apart, as the cost of one item. */
type Share = { readonly fixed: number; readonly sized: ReadonlyMap<string, number> }

type Estimator = {
  ofSelection(type: GraphQLNamedType, selectionSet: SelectionSetNode): Share
  /** The fields of a selection, through its fragments, each once. */
  fieldsOf(type: GraphQLNamedType, selectionSet: SelectionSetNode): readonly Estimated[]
}

type Estimated = {
  readonly node: FieldNode
  readonly type: GraphQLNamedType
  /** Of one item, where it is a list. */
  readonly cost: number
  /** Of its items; 1 for what is no list, null where the parent's field says it. */
  readonly count: number | null
  readonly size: PageSize | null
}

const NOTHING: Share = { fixed: 0, sized: new Map() }

/** Of a list that nothing says the size of. */
const UNKNOWN_SIZE = 10

/** So that a sum stays a number that can be told. */
const MOST = Number.MAX_SAFE_INTEGER

function createEstimator(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
  schema: GraphQLSchema,
  { maxPageSize = MOST }: CostOptions,
): Estimator {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const known = new Map<string, Share>()
  const values = { given: variables, definitions: operation.variableDefinitions ?? [] }

  function ofSelection(type: GraphQLNamedType, { selections }: SelectionSetNode): Share {
    let fixed = 0
    const sized = new Map<string, number>()
    for (const selection of selections) {
      if (isSkipped(selection, values)) continue
      if (selection.kind === Kind.FIELD) {
        const field = ofField(type, selection)
        if (field === null) continue
        if (field.count === null) add(sized, selection.name.value, field.cost)
        else fixed += field.count * field.cost
        continue
      }
      const share =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? ofFragment(selection.name.value)
          : ofSelection(typeNamed(selection.typeCondition?.name.value) ?? type, selection.selectionSet)
      fixed += share.fixed
      for (const [name, cost] of share.sized) add(sized, name, cost)
    }
    return { fixed: Math.min(fixed, MOST), sized }
  }

  function ofFragment(name: string): Share {
    const share = known.get(name)
    if (share !== undefined) return share
    known.set(name, NOTHING)
    const fragment = fragments.get(name)
    const type = typeNamed(fragment?.typeCondition.name.value)
    const measured = fragment && type ? ofSelection(type, fragment.selectionSet) : NOTHING
    known.set(name, measured)
    return measured
  }

  function ofField(parent: GraphQLNamedType, node: FieldNode): Estimated | null {
    const field = fieldOf(parent, node)
    if (field === undefined) return null
    const type = getNamedType(field.type)
    const listSize = listSizeOf(field)
    const count = listSize === null ? null : sizeOf(field, node)
    const isSized = listSize?.sizedFields !== undefined
    const size = isSized && count !== null ? { count, fields: listSize.sizedFields } : null
    const inner = node.selectionSet === undefined ? NOTHING : ofSelection(type, node.selectionSet)
    const cost = Math.min(weightOf(field) + totalOf(inner, size), MOST)
    return { node, type, cost, size, count: isList(field.type) ? (isSized ? null : count) : 1 }
  }

  function sizeOf(field: GraphQLField<unknown, unknown>, node: FieldNode): number {
    const listSize = listSizeOf(field)
    const sizes = (listSize?.slicingArguments ?? []).map((name) => numberOf(field, node, name, values))
    const named = sizes.filter((size) => size !== null)
    return named.length > 0 ? Math.min(Math.max(0, ...named), maxPageSize) : (listSize?.assumedSize ?? UNKNOWN_SIZE)
  }

  function fieldsOf(type: GraphQLNamedType, selectionSet: SelectionSetNode): readonly Estimated[] {
    const found: Estimated[] = []
    const queue: [GraphQLNamedType, SelectionSetNode][] = [[type, selectionSet]]
    const seen = new Set<string>()
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const [parent, { selections }] = next
      for (const selection of selections) {
        if (isSkipped(selection, values)) continue
        if (selection.kind === Kind.FIELD) {
          const field = ofField(parent, selection)
          if (field !== null) found.push(field)
        } else if (selection.kind === Kind.INLINE_FRAGMENT) {
          queue.push([typeNamed(selection.typeCondition?.name.value) ?? parent, selection.selectionSet])
        } else if (!seen.has(selection.name.value)) {
          seen.add(selection.name.value)
          const fragment = fragments.get(selection.name.value)
          if (fragment) queue.push([typeNamed(fragment.typeCondition.name.value) ?? parent, fragment.selectionSet])
        }
      }
    }
    return found
  }

  function typeNamed(name: string | undefined): GraphQLNamedType | undefined {
    return name === undefined ? undefined : schema.getType(name)
  }

  return { ofSelection, fieldsOf }
}

/** Introspection is free: it is asked of the program, and its depth is limited by validation. */
function fieldOf(parent: GraphQLNamedType, { name }: FieldNode): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined
}

function totalOf({ fixed, sized }: Share, size: PageSize | null): number {
  let total = fixed
  for (const [name, cost] of sized) total += cost * countOf(name, size)
  return Math.min(total, MOST)
}

function countOf(name: string, size: PageSize | null): number {
  return size?.fields.includes(name) === true ? size.count : UNKNOWN_SIZE
}

type Priced = Omit<Estimated, 'count'> & { readonly count: number }

function price(field: Estimated, size: PageSize | null): Priced {
  const count = field.count ?? countOf(field.node.name.value, size)
  return { ...field, count, cost: field.cost * count }
}

function add(sums: Map<string, number>, name: string, cost: number): void {
  sums.set(name, Math.min((sums.get(name) ?? 0) + cost, MOST))
}
