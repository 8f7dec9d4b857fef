import {
  getArgumentValues,
  GraphQLError,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { aheadOf } from '../../schema/ahead.ts'
import type { GraphContext } from '../../schema/builder.ts'
import { foreseeOf, looksForwardOf } from '../../schema/foresee.ts'
import { guardOf } from '../../schema/rule.ts'
import { collectFields } from './collect-fields.ts'
import { isPromise, letGo } from './gather.ts'
import { leafWriterOf } from './leaf.ts'
import {
  NOT_PLANNED,
  type Arguments,
  type FieldInfo,
  type FieldPlan,
  type ObjectPlan,
  type Resolve,
  type ValuePlan,
  type Variables,
} from './plan.ts'
import { typeNamer } from './type-namer.ts'

/** An operation made ready: what is to be done for it does not depend on the request any more, but for variables and context. */
export type OperationPlan = {
  readonly operation: OperationDefinitionNode
  readonly root: ObjectPlan
  /** How many fields it has, each counted with its id. */
  readonly fieldCount: number
}

/** The field that response keys lead to, through single objects. Null: there is none. */
export function fieldAt({ root }: OperationPlan, path: readonly string[]): FieldPlan | null {
  let plan: ObjectPlan | null = root
  let found: FieldPlan | null = null
  for (const key of path) {
    found = plan?.fields.find(({ responseKey }) => responseKey === key) ?? null
    plan = found?.value.kind === 'object' ? found.value.plan : null
  }
  return found
}

/** The fields of a list's objects that foresee something, down to what is fetched by itself. */
function foreseeing(value: ValuePlan): readonly FieldPlan[] {
  if (value.kind === 'list') return foreseeing(value.item)
  if (value.kind !== 'object') return []
  return value.plan.fields.flatMap((field) => {
    const here = field.foresee === null ? [] : [field]
    return field.ahead === null ? [...here, ...foreseeing(field.value)] : here
  })
}

/**
 * Null where the operation has something that is not planned: the reference executor is for that.
 * @param conditions the values of the variables that `@include` and `@skip` read; others are not looked at.
 */
export function compileOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Variables,
): OperationPlan | null {
  // A fragment can have any name, that of an object's own properties too.
  const fragments = Object.create(null) as Record<string, FragmentDefinitionNode>
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition
  }
  const type = operation.operation === OperationTypeNode.QUERY ? schema.getQueryType() : null
  if (!type) return null
  let fieldCount = 0
  try {
    return { operation, root: planObject(type, [operation.selectionSet], undefined), fieldCount }
  } catch (error) {
    // The latter is a condition without a value: an error of the field above it, if that is ever reached.
    if (error === NOT_PLANNED || error instanceof GraphQLError) return null
    throw error
  }

  function planObject(
    type: GraphQLObjectType,
    selectionSets: readonly SelectionSetNode[],
    path: Path | undefined,
  ): ObjectPlan {
    // Whether a value is of the type would have to be asked for each.
    if (type.isTypeOf) throw NOT_PLANNED
    const fields: FieldPlan[] = []
    const gathered: FieldPlan[] = []
    for (const [responseKey, nodes] of collectFields({ schema, fragments, conditions }, type, selectionSets)) {
      const field = planField(type, responseKey, nodes, path, { isFirst: fields.length === 0, column: gathered.length })
      if (field === null) continue
      fields.push(field)
      if (field.column >= 0) gathered.push(field)
    }
    return { type, fields, gathered }
  }

  function planField(
    parentType: GraphQLObjectType,
    responseKey: string,
    nodes: readonly [FieldNode, ...FieldNode[]],
    parentPath: Path | undefined,
    { isFirst, column }: { readonly isFirst: boolean; readonly column: number },
  ): FieldPlan | null {
    const [node] = nodes
    const definition = fieldOf(parentType, node.name.value)
    // Validation let it through, so that it cannot be; an executor leaves it out.
    if (!definition) return null
    const path: Path = { prev: parentPath, key: responseKey, typename: parentType.name }
    const guard = guardOf(definition)
    const resolve = guard === null ? definition.resolve : guard.resolve
    const property = propertyOf(definition, resolve)
    const nullable = isNonNullType(definition.type) ? definition.type.ofType : definition.type
    const value = planValue(nullable, nodes, path)
    const looks = looksForwardOf(definition)
    return {
      id: fieldCount++,
      responseKey,
      prefix: `${isFirst ? '{' : ','}${JSON.stringify(responseKey)}:`,
      coordinate: `${parentType.name}.${definition.name}`,
      nodes,
      value,
      isNonNull: isNonNullType(definition.type),
      column: property !== null && value.kind === 'leaf' && definition.args.length === 0 ? -1 : column,
      property: property ?? definition.name,
      resolve: property === null ? ((resolve as Resolve | undefined) ?? null) : null,
      ahead: resolve ? aheadOf(resolve) : null,
      foresee: foreseeOf(definition),
      forward: looks && { looks, fields: foreseeing(value) },
      guard,
      argumentsOf:
        definition.args.length === 0
          ? null
          : (variables): Arguments => getArgumentValues(definition as GraphQLField<unknown, unknown>, node, variables),
      info: {
        fieldName: definition.name,
        fieldNodes: nodes,
        returnType: definition.type,
        parentType,
        path,
        schema,
        fragments,
        operation,
      },
    }
  }

  function planValue(type: GraphQLOutputType, nodes: readonly FieldNode[], path: Path): ValuePlan {
    if (isNonNullType(type)) return planValue(type.ofType, nodes, path)
    if (isListType(type)) {
      const item = planValue(type.ofType, nodes, path)
      if (item.kind === 'list') throw NOT_PLANNED
      return { kind: 'list', item, isItemNonNull: isNonNullType(type.ofType) }
    }
    if (isLeafType(type)) return { kind: 'leaf', write: leafWriterOf(type) }
    if (isObjectType(type)) return { kind: 'object', plan: planSelection(type, nodes, path) }
    return { kind: 'abstract', planFor: planAbstract(type, nodes, path) }
  }

  function planSelection(type: GraphQLObjectType, nodes: readonly FieldNode[], path: Path): ObjectPlan {
    const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
    return planObject(type, selectionSets, path)
  }

  /** Every type that it may be is planned at once: what one of them needs is not found out amid a request. */
  function planAbstract(type: GraphQLAbstractType, nodes: readonly FieldNode[], path: Path) {
    const plans = new Map<unknown, ObjectPlan>(
      schema.getPossibleTypes(type).map((each) => [each.name, planSelection(each, nodes, path)]),
    )
    const nameOf = typeNamer(type)
    return (value: unknown, context: GraphContext, info: FieldInfo): ObjectPlan => {
      const name = nameOf(value, context, info)
      const plan = plans.get(name)
      if (plan) return plan
      if (isPromise(name)) letGo(name)
      throw NOT_PLANNED
    }
  }

  function fieldOf(parentType: GraphQLObjectType, name: string): GraphQLField<unknown, GraphContext> | undefined {
    if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef
    if (parentType === type && name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
    if (parentType === type && name === TypeMetaFieldDef.name) return TypeMetaFieldDef
    return parentType.getFields()[name]
  }
}

/** The property of the model that a field shows as it is; null: a resolver says what it shows. */
function propertyOf({ name, extensions }: GraphQLField<unknown, GraphContext>, resolve: unknown): string | null {
  if (resolve === undefined) return name
  const exposed: unknown = extensions.pothosExposedField
  return typeof exposed === 'string' ? exposed : null
}

type Path = FieldInfo['path']
