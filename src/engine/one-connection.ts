import {
  GraphQLError,
  getNamedType,
  isListType,
  getNullableType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  type ASTNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql'
import { listSizeOf } from '../schema/cost.ts'

/** A document that asks for one list and nothing else, made into one that can be asked for page after page. */
export type OneConnection = {
  /** The same operation, asking for a page by variables of ours. */
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** Response keys from the root down to the connection. */
  readonly path: readonly string[]
  /** Response key of its items: `nodes` or `edges`, unless the client calls them otherwise. */
  readonly itemsKey: string
  readonly pageInfoKey: string
  /** What is read of an item, and of which type it is. */
  readonly item: { readonly type: GraphQLObjectType; readonly selectionSet: SelectionSetNode }
  /** What the client's own arguments say, given its variables. */
  readonly bounds: (variables: Variables) => {
    /** How many are wanted. Null: all. */
    readonly first: number | null
    /** Cursor to begin after, unchecked. */
    readonly after: unknown
  }
  /** The client's variables and ours. */
  readonly variablesOf: (variables: Variables, page: { readonly first: number; readonly after: unknown }) => Variables
}

type Variables = Readonly<Record<string, unknown>>

/**
 * Finds the one connection of an operation: at the root, or below fields each of which is a single object and stands alone. The
 * document is valid.
 * @throws GraphQLError saying what else is there.
 */
export function readOneConnection(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): OneConnection {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const definitions = operation.variableDefinitions ?? []
  const taken = new Set(definitions.map(({ variable }) => variable.name.value))
  const names = { first: freeName('pageFirst', taken), after: freeName('pageAfter', taken) }
  const path: string[] = []

  const rewrite = (type: GraphQLObjectType, selectionSet: SelectionSetNode): [FieldNode, Found] => {
    const fields = flatten(selectionSet, fragments)
    const [key, ...others] = [...new Set(fields.map(keyOf))]
    const [first] = fields
    if (first === undefined || key === undefined || others.length > 0) {
      const where = path.length === 0 ? 'The operation' : `The field ${path.join('.')}`
      throw notOne(`${where} asks for ${[key, ...others].join(', ')} side by side`, fields[1] ?? first)
    }
    const field = type.getFields()[first.name.value]
    const inner = field && getNamedType(field.type)
    if (field === undefined || !isObjectType(inner)) throw notOne(`${first.name.value} is no list`, first)
    if (isListType(getNullableType(field.type))) throw notOne(`${first.name.value} is a list without pages`, first)
    path.push(key)
    const merged = { ...first, selectionSet: mergedSelection(fields) }
    if (listSizeOf(field)?.sizedFields !== undefined) {
      const found = itemsOf(flatten(merged.selectionSet, fragments), first)
      return [pageField(merged, found, names), { ...found, field: first, connection: inner }]
    }
    const [below, found] = rewrite(inner, merged.selectionSet)
    return [{ ...merged, selectionSet: selectionOf([below]) }, found]
  }

  const root = schema.getRootType(operation.operation)
  if (!root) throw notOne('There is nothing to ask', operation)
  const [selection, found] = rewrite(root, operation.selectionSet)
  const paged: OperationDefinitionNode = {
    ...operation,
    variableDefinitions: [...definitions, declare(names.first, 'Int', true), declare(names.after, 'String', false)],
    selectionSet: selectionOf([selection]),
  }
  return {
    document: { ...document, definitions: [paged, ...fragments.values()] },
    operation: paged,
    path,
    itemsKey: found.itemsKey,
    pageInfoKey: found.pageInfoKey,
    item: itemOf(found),
    bounds(variables) {
      const value = (name: string): unknown => {
        const given = found.field.arguments?.find((argument) => argument.name.value === name)
        return given && valueFromASTUntyped(given.value, withDefaults(variables, definitions))
      }
      const first = value('first')
      return { first: typeof first === 'number' ? first : null, after: value('after') ?? null }
    },
    variablesOf: (variables, { first, after }) => ({ ...variables, [names.first]: first, [names.after]: after }),
  }
}

type Found = Items & { readonly field: FieldNode; readonly connection: GraphQLObjectType }
type Items = { readonly items: readonly FieldNode[]; readonly itemsKey: string; readonly pageInfoKey: string }

/** Every field of a selection, through its fragments. @throws GraphQLError for what may be left out at run time. */
function flatten(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): readonly FieldNode[] {
  return selections.flatMap((selection): readonly FieldNode[] => {
    if ((selection.directives ?? []).length > 0) {
      throw notOne('On the way to the list stands a directive', selection)
    }
    if (selection.kind === Kind.FIELD) return [selection]
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)
    return inner === undefined ? [] : flatten(inner.selectionSet, fragments)
  })
}

function mergedSelection(fields: readonly FieldNode[]): SelectionSetNode {
  return selectionOf(fields.flatMap(({ selectionSet }) => selectionSet?.selections ?? []))
}

/** What the lines are made of. `pageInfo` may stand beside it, for clients that ask for single pages with the same document. */
function itemsOf(fields: readonly FieldNode[], connection: FieldNode): Items {
  const others = fields.filter(({ name }) => name.value !== 'pageInfo' && name.value !== '__typename')
  const items = others.filter(({ name }) => name.value === 'nodes' || name.value === 'edges')
  const [itemsKey, more] = [...new Set(items.map(keyOf))]
  const stranger = others.find((field) => !items.includes(field))
  if (stranger !== undefined) {
    throw notOne(
      `${connection.name.value} is asked for ${stranger.name.value}, which no line can hold (the last one counts)`,
      stranger,
    )
  }
  if (itemsKey === undefined) throw notOne(`${connection.name.value} is asked for neither nodes nor edges`, connection)
  if (more !== undefined) throw notOne(`${connection.name.value} is asked for ${itemsKey} and ${more}`, items[1])
  return { itemsKey, pageInfoKey: freeName('pageInfo', new Set([itemsKey])), items }
}

function itemOf({ connection, items }: Found): OneConnection['item'] {
  const [first] = items
  const field = first && connection.getFields()[first.name.value]
  const type = field && getNamedType(field.type)
  if (!isObjectType(type)) throw new Error(`${connection.name} has no items`)
  return { type, selectionSet: mergedSelection(items) }
}

function pageField(
  field: FieldNode,
  { items, pageInfoKey }: Items,
  names: { readonly first: string; readonly after: string },
): FieldNode {
  const others = (field.arguments ?? []).filter(({ name }) => name.value !== 'first' && name.value !== 'after')
  const page = (['first', 'after'] as const).map((name) => ({
    kind: Kind.ARGUMENT as const,
    name: nameNode(name),
    value: { kind: Kind.VARIABLE as const, name: nameNode(names[name]) },
  }))
  const pageInfo: FieldNode = {
    kind: Kind.FIELD,
    name: nameNode('pageInfo'),
    ...(pageInfoKey !== 'pageInfo' && { alias: nameNode(pageInfoKey) }),
    selectionSet: selectionOf(['hasNextPage', 'endCursor'].map((name) => ({ kind: Kind.FIELD, name: nameNode(name) }))),
  }
  return { ...field, arguments: [...others, ...page], selectionSet: selectionOf([...items, pageInfo]) }
}

function withDefaults(variables: Variables, definitions: readonly VariableDefinitionNode[]): Record<string, unknown> {
  const defaults = definitions.flatMap(({ variable, defaultValue }) =>
    defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)] as const],
  )
  return { ...Object.fromEntries(defaults), ...variables }
}

function declare(name: string, type: string, isRequired: boolean): VariableDefinitionNode {
  const named = { kind: Kind.NAMED_TYPE as const, name: nameNode(type) }
  return {
    kind: Kind.VARIABLE_DEFINITION,
    variable: { kind: Kind.VARIABLE, name: nameNode(name) },
    type: isRequired ? { kind: Kind.NON_NULL_TYPE, type: named } : named,
  }
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  return taken.has(wanted) ? freeName(`${wanted}_`, taken) : wanted
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value
}

function nameNode(value: string) {
  return { kind: Kind.NAME as const, value }
}

function selectionOf(selections: SelectionSetNode['selections']): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections }
}

function notOne(what: string, node: ASTNode | undefined) {
  return new GraphQLError(
    `${what}. JSON lines are the items of one list: ask for one connection alone, and of it for nodes { … }; for anything else ask for application/json.`,
    { ...(node && { nodes: node }), extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } } },
  )
}
