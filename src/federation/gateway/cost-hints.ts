import {
  isInterfaceType,
  isObjectType,
  Kind,
  valueFromASTUntyped,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql'

/**
 * Hands what subgraphs say of the cost of their fields, `@cost` and `@listSize`, on to who estimates what a question costs. The schema that
 * clients see does not have it.
 */
export function applyCostHints(schema: GraphQLSchema, supergraph: DocumentNode): void {
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    const type = schema.getType(definition.name.value)
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const { name, directives = [] } of definition.fields ?? []) {
      const field = type.getFields()[name.value]
      const listSize = directives.find(isCalled('listSize'))
      const weight = Number(argumentsOf(directives.find(isCalled('cost'))).weight)
      if (field === undefined || (listSize === undefined && Number.isNaN(weight))) continue
      field.extensions = {
        ...field.extensions,
        ...(listSize && { listSize: argumentsOf(listSize) }),
        ...(!Number.isNaN(weight) && { cost: weight }),
      }
    }
  }
}

/** By its own name, or by that of the specification that it comes from. */
function isCalled(name: string): (directive: ConstDirectiveNode) => boolean {
  return (directive) => [name, `cost__${name}`, `federation__${name}`].includes(directive.name.value)
}

function argumentsOf(directive: ConstDirectiveNode | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    (directive?.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  )
}
