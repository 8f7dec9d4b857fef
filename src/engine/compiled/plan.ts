import type { FieldNode, GraphQLLeafType, GraphQLObjectType, GraphQLResolveInfo } from 'graphql'
import type { GraphContext } from '../../schema/builder.ts'
import type { Ahead } from '../../schema/ahead.ts'
import type { foreseeOf, looksForwardOf } from '../../schema/foresee.ts'
import type { FieldGuard } from '../../schema/rule.ts'

/** What is to be done for one selection set on one type, whatever objects come. */
export type ObjectPlan = {
  readonly type: GraphQLObjectType
  readonly fields: readonly FieldPlan[]
  /** Those whose values are there before anything is written: all but plain properties. Their place here is their column. */
  readonly gathered: readonly FieldPlan[]
}

export type FieldPlan = {
  /** Counts the fields of an operation, so that what a request knows of each is a list and not a map. */
  readonly id: number
  readonly responseKey: string
  /** What is written before the value: `,"name":` */
  readonly prefix: string
  readonly coordinate: string
  readonly nodes: readonly FieldNode[]
  readonly value: ValuePlan
  readonly isNonNull: boolean
  /** The column among what its object's plan gathers; -1: a property that is read when it is written. */
  readonly column: number
  /** Of the model, where there is no resolver. */
  readonly property: string
  readonly resolve: Resolve | null
  /** Fetches for all objects of a level, so that the resolver finds everything there. */
  readonly ahead: Ahead | null
  /** What can be begun for this field before its objects are there. */
  readonly foresee: ReturnType<typeof foreseeOf>
  /** For a list: whether to look forward, and the fields of its objects that foresee something. */
  readonly forward: {
    readonly looks: NonNullable<ReturnType<typeof looksForwardOf>>
    readonly fields: readonly FieldPlan[]
  } | null
  /** Null: whoever was shown the object is shown the field, or another enforces its rule. */
  readonly guard: FieldGuard | null
  /** Null: it takes no arguments. @throws GraphQLError where a variable is missing. */
  readonly argumentsOf: ((variables: Variables) => Arguments) | null
  /** For a resolver, but for what a request brings. Its path has no places in lists. */
  readonly info: Omit<FieldInfo, 'variableValues' | 'rootValue'>
}

export type Resolve = (source: unknown, args: Arguments, context: GraphContext, info: FieldInfo) => unknown
/** What graphql-js tells a resolver of its field. */
export type FieldInfo = Pick<
  GraphQLResolveInfo,
  | 'fieldName'
  | 'fieldNodes'
  | 'returnType'
  | 'parentType'
  | 'path'
  | 'schema'
  | 'fragments'
  | 'rootValue'
  | 'operation'
  | 'variableValues'
>
export type Arguments = Readonly<Record<string, unknown>>
export type Variables = Readonly<Record<string, unknown>>

/** What a value is turned into, once it is neither null nor an error. */
export type ValuePlan =
  | { readonly kind: 'leaf'; readonly write: WriteLeaf }
  | ObjectValue
  /** An interface or a union. */
  | AbstractValue
  | { readonly kind: 'list'; readonly item: ItemPlan; readonly isItemNonNull: boolean }
export type ObjectValue = { readonly kind: 'object'; readonly plan: ObjectPlan }
export type AbstractValue = {
  readonly kind: 'abstract'
  /** @throws what `resolveType` throws, and NOT_PLANNED for a value that is of none of its types, or says so later. */
  readonly planFor: (value: unknown, context: GraphContext, info: FieldInfo) => ObjectPlan
}
/** Lists of lists are not planned: the graph has none. */
export type ItemPlan = Exclude<ValuePlan, { readonly kind: 'list' }>

/** @throws what the type's `serialize` throws. */
export type WriteLeaf = (value: unknown) => string
export type LeafType = GraphQLLeafType

/** Thrown where a plan ends that was made for what the graph has: the reference executor is for the rest, words included. */
export const NOT_PLANNED = new Error('Left to the reference executor')
