import {
  Kind,
  type FieldNode,
  type GraphQLArgument,
  type SelectionNode,
  type ValueNode,
  type VariableDefinitionNode,
} from 'graphql'

/** As a client sent them: whether they fit is looked at later. */
export type Variables = Readonly<Record<string, unknown>>

/** Variables and what they are where they were not sent. */
export type Values = { readonly given: Variables; readonly definitions: readonly VariableDefinitionNode[] }

/** What a slicing argument says: its number, or how many its list has. Null: nothing. */
export function numberOf(
  field: { readonly args: readonly GraphQLArgument[] },
  node: FieldNode,
  name: string,
  values: Values,
): number | null {
  const argument = node.arguments?.find((given) => given.name.value === name)
  const value = argument === undefined ? undefined : read(argument.value, values)
  const effective = value ?? field.args.find((known) => known.name === name)?.defaultValue
  if (Array.isArray(effective)) return effective.length
  return typeof effective === 'number' && Number.isFinite(effective) ? effective : null
}

/** By `@skip` or `@include`, of which nothing is executed. */
export function isSkipped({ directives = [] }: SelectionNode, values: Values): boolean {
  return directives.some(({ name, arguments: args = [] }) => {
    const condition = args.find((argument) => argument.name.value === 'if')
    if (condition === undefined) return false
    const value = read(condition.value, values)
    return (name.value === 'skip' && value === true) || (name.value === 'include' && value === false)
  })
}

function read(value: ValueNode, values: Values): unknown {
  switch (value.kind) {
    case Kind.INT:
      return Number(value.value)
    case Kind.BOOLEAN:
      return value.value
    case Kind.LIST:
      return value.values
    case Kind.VARIABLE: {
      const name = value.name.value
      if (Object.hasOwn(values.given, name)) return values.given[name]
      const definition = values.definitions.find(({ variable }) => variable.name.value === name)
      return definition?.defaultValue && read(definition.defaultValue, values)
    }
    case Kind.FLOAT:
    case Kind.STRING:
    case Kind.NULL:
    case Kind.ENUM:
    case Kind.OBJECT:
      return undefined
  }
}
