import { Kind, print, type DocumentNode, type InputValueDefinitionNode, type TypeNode } from 'graphql'
import type { Service } from './compose-types.ts'

/**
 * The same subgraphs, whose arguments and input fields the composer can join:
 *
 * - what has in lists other nulls in one subgraph than in another is as strict to clients as the strictest, of which the composer knows for
 *   what is outside of lists;
 * - a field of an input that some do not have is none to clients; one with a default is not required, and need not be had by all.
 */
export function joinInputs(services: readonly Service[]): readonly Service[] {
  const inputs = services.map((service) => inputsOf(service.typeDefs))
  const typesOf = (coordinate: string): readonly TypeNode[] =>
    inputs.flatMap(({ values }) => values.get(coordinate)?.type ?? [])
  const isMissing = (parent: string, coordinate: string): boolean =>
    inputs.some(({ inputTypes, values }) => inputTypes.has(parent) && !values.has(coordinate))

  return services.map((service) => {
    let isChanged = false
    const typeDefs = mapInputs(service.typeDefs, (value, coordinate, inputType) => {
      const { type, defaultValue } = value
      const strict = withinLists(type, typesOf(coordinate))
      const isOptional = inputType !== null && defaultValue !== undefined && isMissing(inputType, coordinate)
      const joined = isOptional && strict.kind === Kind.NON_NULL_TYPE ? strict.type : strict
      if (joined === type) return value
      isChanged = true
      return { ...value, type: joined }
    })
    return isChanged ? { ...service, typeDefs } : service
  })
}

/** The type with what is inside its lists as strict as in the one of these that is as strict as all; itself where none is. */
function withinLists(type: TypeNode, types: readonly TypeNode[]): TypeNode {
  if (new Set(types.map((each) => print(nullable(each)))).size < 2) return type
  const strict = strictest(types)
  if (strict === null || !types.some((each) => print(each) === print(strict))) return type
  const inner = nullable(strict)
  if (print(inner) === print(nullable(type))) return type
  return type.kind === Kind.NON_NULL_TYPE ? { ...type, type: inner } : inner
}

type NullableType = Exclude<TypeNode, { readonly kind: Kind.NON_NULL_TYPE }>

function nullable(type: TypeNode): NullableType {
  return type.kind === Kind.NON_NULL_TYPE ? type.type : type
}

function strictest(types: readonly TypeNode[]): TypeNode | null {
  const inner = strictestNullable(types.map(nullable))
  const isRequired = types.some(({ kind }) => kind === Kind.NON_NULL_TYPE)
  return inner !== null && isRequired ? { kind: Kind.NON_NULL_TYPE, type: inner } : inner
}

function strictestNullable(types: readonly NullableType[]): NullableType | null {
  const [first] = types
  const lists = types.filter((type) => type.kind === Kind.LIST_TYPE)
  if (first === undefined) return null
  if (lists.length === 0) return types.every((type) => print(type) === print(first)) ? first : null
  const inner = lists.length === types.length ? strictest(lists.map(({ type }) => type)) : null
  return inner && { kind: Kind.LIST_TYPE, type: inner }
}

type Inputs = {
  readonly values: ReadonlyMap<string, InputValueDefinitionNode>
  /** Names of input types. */
  readonly inputTypes: ReadonlySet<string>
}

function inputsOf(document: DocumentNode): Inputs {
  const values = new Map<string, InputValueDefinitionNode>()
  const inputTypes = new Set<string>()
  mapInputs(document, (value, coordinate, inputType) => {
    values.set(coordinate, value)
    if (inputType !== null) inputTypes.add(inputType)
    return value
  })
  return { values, inputTypes }
}

type MapInput = (
  value: InputValueDefinitionNode,
  coordinate: string,
  /** Null: it is an argument. */
  inputType: string | null,
) => InputValueDefinitionNode

/** Every argument of a field and every field of an input, by its coordinate. */
function mapInputs(document: DocumentNode, map: MapInput): DocumentNode {
  const definitions = document.definitions.map((definition) => {
    const parent = 'name' in definition ? (definition.name?.value ?? '') : ''
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION || definition.kind === Kind.INPUT_OBJECT_TYPE_EXTENSION) {
      const fields = definition.fields?.map((field) => map(field, `${parent}.${field.name.value}`, parent))
      return fields ? { ...definition, fields } : definition
    }
    if (
      definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      definition.kind !== Kind.OBJECT_TYPE_EXTENSION &&
      definition.kind !== Kind.INTERFACE_TYPE_DEFINITION &&
      definition.kind !== Kind.INTERFACE_TYPE_EXTENSION
    ) {
      return definition
    }
    const fields = definition.fields?.map((field) => {
      const args = field.arguments?.map((argument) =>
        map(argument, `${parent}.${field.name.value}(${argument.name.value}:)`, null),
      )
      return args ? { ...field, arguments: args } : field
    })
    return fields ? { ...definition, fields } : definition
  })
  return { ...document, definitions }
}
