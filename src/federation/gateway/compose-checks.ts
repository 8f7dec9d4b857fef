import { GraphQLError, Kind, print, type DocumentNode, type EnumValueNode, type ValueNode } from 'graphql'
import { directiveNames, fieldsOf, hierarchyOf, type Service } from './compose-types.ts'

/** What the specification forbids and the composer lets through, told in its words and by its codes. */
export function checkSubgraphs(services: readonly Service[]): readonly GraphQLError[] {
  return [...overridesOfOverrides(services), ...missingImplementations(services)]
}

/** An override may take a field from a subgraph that has not itself taken it from another. */
function overridesOfOverrides(services: readonly Service[]): readonly GraphQLError[] {
  const subgraphs = services.map((service) => ({ name: service.name, types: fieldsOf(service) }))
  const overrideIn = (subgraph: string, type: string, field: string): string | null =>
    subgraphs
      .find(({ name }) => name === subgraph)
      ?.types.get(type)
      ?.get(field)?.override ?? null
  return subgraphs.flatMap(({ name, types }) =>
    [...types].flatMap(([type, fields]) =>
      [...fields].flatMap(([field, { override }]) =>
        override === null || override === name || overrideIn(override, type, field) === null
          ? []
          : [
              refusal(
                'OVERRIDE_SOURCE_HAS_OVERRIDE',
                `Field "${type}.${field}" of subgraph "${name}" overrides that of subgraph "${override}", which itself overrides another: one @override is allowed per field.`,
              ),
            ],
      ),
    ),
  )
}

/** Who finds an interface's objects by a key has to know all of their types. */
function missingImplementations(services: readonly Service[]): readonly GraphQLError[] {
  const everywhere = hierarchyOf(services.map(({ typeDefs }) => typeDefs))
  return services.flatMap(({ name, typeDefs }) => {
    const key = directiveNames(typeDefs)('@key')
    const here = hierarchyOf([typeDefs])
    return typeDefs.definitions.flatMap((definition) => {
      if (definition.kind !== Kind.INTERFACE_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_EXTENSION)
        return []
      const isFound = definition.directives?.some(
        (directive) =>
          directive.name.value === key &&
          !directive.arguments?.some(
            ({ name: argument, value }) =>
              argument.value === 'resolvable' && value.kind === Kind.BOOLEAN && !value.value,
          ),
      )
      const type = definition.name.value
      const missing = everywhere.objectsOf(type).filter((object) => !here.objectsOf(type).includes(object))
      if (isFound !== true || missing.length === 0) return []
      return [
        refusal(
          'INTERFACE_KEY_MISSING_IMPLEMENTATION_TYPE',
          `[${name}] Interface "${type}" has a key, and the subgraph does not define every type that implements it elsewhere: ${missing.join(', ')}.`,
        ),
      ]
    })
  })
}

/** Defaults that no client could send: an enum has to clients only the values that every subgraph takes. */
export function checkDefaults({ definitions }: DocumentNode): readonly GraphQLError[] {
  const enums = new Map(
    definitions.flatMap((definition) =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION
        ? [[definition.name.value, new Set(definition.values?.map(({ name }) => name.value))] as const]
        : [],
    ),
  )
  return definitions.flatMap((definition) => {
    const inputs =
      definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION
        ? (definition.fields ?? []).map((field) => ({ place: `${definition.name.value}.${field.name.value}`, field }))
        : definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION
          ? (definition.fields ?? []).flatMap(({ name, arguments: given = [] }) =>
              given.map((field) => ({
                place: `${definition.name.value}.${name.value}(${field.name.value}:)`,
                field,
              })),
            )
          : []
    return inputs.flatMap(({ place, field: { type, defaultValue } }) => {
      const name = print(type).replaceAll(/[[\]!]/g, '')
      const values = enums.get(name)
      const lost =
        values && defaultValue ? enumValuesIn(defaultValue).find(({ value }) => !values.has(value)) : undefined
      if (lost === undefined) return []
      return [
        refusal(
          'INVALID_DEFAULT_VALUE',
          `The default of "${place}" is ${lost.value}, which enum "${name}" does not have in all subgraphs that take it, and so not to clients.`,
        ),
      ]
    })
  })
}

function enumValuesIn(value: ValueNode): readonly EnumValueNode[] {
  if (value.kind === Kind.ENUM) return [value]
  return value.kind === Kind.LIST ? value.values.flatMap(enumValuesIn) : []
}

function refusal(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } })
}
