import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  TypeInfo,
  typeFromAST,
  visit,
  visitWithTypeInfo,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'

/** Everything that a document can name: `Type.field`, `Type.field(argument:)`, `Input.field`, `Enum.VALUE`. */
export function coordinatesOf(schema: GraphQLSchema): string[] {
  const asked = askedTypesOf(schema)
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return []
    if (isObjectType(type)) {
      return Object.values(type.getFields()).flatMap((field) => [
        `${type.name}.${field.name}`,
        ...field.args.map((argument) => `${type.name}.${field.name}(${argument.name}:)`),
      ])
    }
    // What no argument takes comes in answers alone.
    if (!asked.has(type)) return []
    if (isInputObjectType(type)) return Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)
    return isEnumType(type) ? type.getValues().map((value) => `${type.name}.${value.name}`) : []
  })
}

/** Those that arguments are of, or are made of. */
function askedTypesOf(schema: GraphQLSchema): ReadonlySet<GraphQLNamedType> {
  const asked = new Set<GraphQLNamedType>()
  const add = (type: GraphQLNamedType) => {
    if (asked.has(type)) return
    asked.add(type)
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) add(getNamedType(field.type))
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue
    for (const field of Object.values(type.getFields()))
      for (const argument of field.args) add(getNamedType(argument.type))
  }
  return asked
}

/** Which of them a document names, in its text or in its variables. */
export function coordinatesIn(
  schema: GraphQLSchema,
  document: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
): Set<string> {
  const named = new Set<string>()
  const types = new TypeInfo(schema)
  const ast = parse(document.query)
  visit(
    ast,
    visitWithTypeInfo(types, {
      Field({ name }) {
        named.add(`${types.getParentType()?.name ?? ''}.${name.value}`)
      },
      Argument({ name }) {
        // The argument's own visit comes after its field was entered.
        named.add(`${types.getParentType()?.name ?? ''}.${types.getFieldDef()?.name ?? ''}(${name.value}:)`)
      },
      ObjectField: {
        enter({ name }) {
          const parent = getNamedType(types.getParentInputType() ?? null)
          if (parent) named.add(`${parent.name}.${name.value}`)
        },
      },
      EnumValue({ value }) {
        const type = getNamedType(types.getInputType() ?? null)
        if (type) named.add(`${type.name}.${value}`)
      },
      VariableDefinition({ variable, type }) {
        const declared = typeFromAST(schema, type) as GraphQLInputType | undefined
        if (declared) addValue(document.variables[variable.name.value], declared, named)
      },
    }),
  )
  return named
}

function addValue(value: unknown, type: GraphQLInputType, named: Set<string>): void {
  if (value === null || value === undefined) return
  if (isNonNullType(type)) {
    addValue(value, type.ofType, named)
  } else if (isListType(type)) {
    for (const item of Array.isArray(value) ? value : [value]) addValue(item, type.ofType, named)
  } else if (isInputObjectType(type) && typeof value === 'object') {
    for (const [name, inner] of Object.entries(value)) {
      const field = type.getFields()[name]
      if (field === undefined) continue
      named.add(`${type.name}.${name}`)
      addValue(inner, field.type, named)
    }
  } else if (isEnumType(type) && typeof value === 'string') {
    named.add(`${type.name}.${value}`)
  }
}
