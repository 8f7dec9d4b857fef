import {
  isNonNullType,
  isObjectType,
  Kind,
  OperationTypeNode,
  parse,
  parseType,
  parseValue,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ArgumentNode,
  type ConstValueNode,
  type DirectiveNode,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql'
import type { Choices } from '../../tenants/choices.ts'
import type { SmallQuestion } from './told.ts'

/**
 * The same question, or nearly, in other words: fields in fragments with and without names, inside each other and twice, so that they
 * merge; conditions by constants and by variables; arguments by variables that have a value, a default, null, or nothing; `__typename`
 * here and there; introspection; and other operations beside it.
 */
export function varyDocument(
  schema: GraphQLSchema,
  { query, variables }: SmallQuestion,
  choices: Choices,
): SmallQuestion {
  const types = new TypeInfo(schema)
  const declared: VariableDefinitionNode[] = []
  const given: Record<string, unknown> = { ...variables }
  const fragments: string[] = []

  const varied = visit(
    parse(query),
    visitWithTypeInfo(types, {
      Argument: { leave: (node, _key, _parent, path) => (path.includes('directives') ? undefined : vary(node)) },
      Field: {
        leave: (node) =>
          !node.directives?.length && choices.chance(4) ? { ...node, directives: [condition()] } : undefined,
      },
      // On the way out, TypeInfo still knows whose selection it is.
      SelectionSet: { leave: (node) => spread(node, types.getParentType()?.name) },
    }),
  )
  const [first, ...others] = varied.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
  if (first?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) throw new Error('one operation is wanted')
  const asked = {
    ...first,
    name: { kind: Kind.NAME, value: 'Asked' } as const,
    variableDefinitions: [...(first.variableDefinitions ?? []), ...declared],
    selectionSet: choices.chance(8)
      ? { ...first.selectionSet, selections: [...first.selectionSet.selections, ...introspection(choices)] }
      : first.selectionSet,
  }
  const operations = choices.chance(50) ? [print(asked), OTHER] : [OTHER, print(asked)]
  const rest = varied.definitions.filter(({ kind }) => kind !== Kind.OPERATION_DEFINITION).map(print)
  return { query: [...operations, ...rest, ...fragments].join('\n'), variables: given, operationName: 'Asked' }

  function vary(node: ArgumentNode): ArgumentNode | undefined {
    const type = types.getInputType()
    if (!type || !choices.chance(20) || print(node.value).includes('$')) return undefined
    const name = `x${declared.length}`
    const isNullable = !isNonNullType(type)
    const way = choices.pick([
      'default',
      'default',
      isNullable ? 'null' : 'default',
      isNullable ? 'nothing' : 'default',
    ])
    if (way === 'null') given[name] = null
    declared.push({
      kind: Kind.VARIABLE_DEFINITION,
      variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
      type: parseType(type.toString()),
      ...(way === 'default' && { defaultValue: node.value as ConstValueNode }),
    })
    return { ...node, value: parseValue(`$${name}`) }
  }

  function condition(): DirectiveNode {
    const name = `x${declared.length}`
    const value = choices.int(2) === 1
    const by = choices.pick(['given', 'default', 'constant'])
    if (by === 'given') given[name] = value
    if (by !== 'constant') {
      declared.push({
        kind: Kind.VARIABLE_DEFINITION,
        variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } },
        type: parseType(by === 'given' ? 'Boolean!' : 'Boolean'),
        ...(by === 'default' && { defaultValue: { kind: Kind.BOOLEAN, value } }),
      })
    }
    return {
      kind: Kind.DIRECTIVE,
      name: { kind: Kind.NAME, value: choices.pick(['include', 'skip']) },
      arguments: [
        {
          kind: Kind.ARGUMENT,
          name: { kind: Kind.NAME, value: 'if' },
          value: by === 'constant' ? { kind: Kind.BOOLEAN, value } : parseValue(`$${name}`),
        },
      ],
    }
  }

  function spread(node: SelectionSetNode, type: string | undefined): SelectionSetNode | undefined {
    if (type === undefined) return undefined
    const selections: SelectionNode[] = []
    for (const selection of node.selections) {
      const isTwice = choices.chance(5)
      if (isTwice || !choices.chance(12)) selections.push(selection)
      if (isTwice || selections.at(-1) !== selection) selections.push(...inFragment(selection, type))
    }
    if (choices.chance(15)) selections.push(...parseSelection(choices.pick(['__typename', 'of: __typename'])))
    return { ...node, selections }
  }

  function inFragment(selection: SelectionNode, type: string): readonly SelectionNode[] {
    const directive = choices.chance(25) ? ` ${print(condition())}` : ''
    const isObject = isObjectType(schema.getType(type))
    switch (choices.int(4)) {
      case 0:
        return parseSelection(`...${directive} { ${print(selection)} }`)
      case 1:
        return parseSelection(
          `... on ${type} { ...${directive} { ${print(selection)} } ${isObject ? '__typename' : ''} }`,
        )
      default: {
        const name = `V${fragments.length}`
        fragments.push(`fragment ${name} on ${type} { ${print(selection)} }`)
        return parseSelection(`...${name}${directive}`)
      }
    }
  }
}

/** Its variables must not be missed where nobody asks it. */
const OTHER = 'query Other { __typename }'

function introspection(choices: Choices): readonly SelectionNode[] {
  return parseSelection(
    choices.pick([
      '__schema { queryType { name fields { name type { kind name ofType { name } } } } }',
      '__schema { types { name kind enumValues { name } inputFields { name defaultValue } } directives { name args { name } } }',
      'server_: __type(name: "Server") { name description fields(includeDeprecated: true) { name isDeprecated } }',
      'entity_: __type(name: "_Entity") { kind possibleTypes { name } interfaces { name } }',
      'none_: __type(name: "Nothing") { name }',
      '_service { sdl }',
    ]),
  )
}

function parseSelection(text: string): readonly SelectionNode[] {
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions
  if (definition?.kind !== Kind.OPERATION_DEFINITION || definition.operation !== OperationTypeNode.QUERY) return []
  return definition.selectionSet.selections
}
