import { filterSchema, pruneSchema } from '@graphql-tools/utils'
import { Kind, parse, type GraphQLObjectType, type GraphQLSchema, type SelectionSetNode } from 'graphql'
import { FEDERATION_DIRECTIVES } from '../schema/directives.ts'
import { objectTypesOf } from '../schema/rule.ts'
import { PROJECT } from '../schema/tags.ts'

/** Contracts that the graph can be had as. */
export const CONTRACTS = [PROJECT] as const
export type Contract = (typeof CONTRACTS)[number]

/**
 * The graph with what bears the tag and nothing else: its fields resolve as they do in the whole graph. What nothing leads to is
 * left out, and so are keys of which a part is.
 */
export function contractOf(graph: GraphQLSchema, contract: Contract): GraphQLSchema {
  const isTagged = (...[, , element]: readonly [string, string, Tagged?]) => hasTag(element, contract)
  const filtered = pruneSchema(
    filterSchema({
      schema: graph,
      rootFieldFilter: isTagged,
      objectFieldFilter: isTagged,
      inputObjectFieldFilter: isTagged,
      argumentFilter: (_type, _field, _name, argument) => hasTag(argument, contract),
      enumValueFilter: (_type, _value, value) => hasTag(value, contract),
    }),
  )
  for (const type of objectTypesOf(filtered)) keepWholeKeys(type)
  return filtered
}

/** As clients know it: without what is for routers. */
export function withoutFederation(graph: GraphQLSchema): GraphQLSchema {
  const names: readonly string[] = FEDERATION_DIRECTIVES
  return pruneSchema(filterSchema({ schema: graph, directiveFilter: (name) => !names.includes(name) }))
}

/** Of an entity; none of what is no entity. */
export function keysOf(type: GraphQLObjectType): readonly unknown[] {
  return directivesOf(type, 'key')
}

type Tagged = { readonly extensions?: unknown }

function hasTag(element: Tagged | undefined, name: string): boolean {
  return directivesOf(element, 'tag').some((tag) => valueIn(tag, 'name') === name)
}

function keepWholeKeys(type: GraphQLObjectType): void {
  const keys = keysOf(type)
  const whole = keys.filter((key) => hasFields(type, String(valueIn(key, 'fields'))))
  if (whole.length === keys.length) return
  const directives = { ...(valueIn(type.extensions, 'directives') ?? {}), key: whole }
  type.extensions = { ...type.extensions, directives }
}

/** @param fieldSet as Federation writes it, without the outer braces. */
function hasFields(type: GraphQLObjectType, fieldSet: string): boolean {
  const [operation] = parse(`{ ${fieldSet} }`).definitions
  return (
    operation?.kind === Kind.OPERATION_DEFINITION &&
    namesOf(operation.selectionSet).every((name) => name in type.getFields())
  )
}

function namesOf({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.name.value] : []))
}

function directivesOf(element: Tagged | undefined, name: string): readonly unknown[] {
  const found = valueIn(valueIn(element?.extensions, 'directives'), name)
  return Array.isArray(found) ? found : []
}

function valueIn(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined
}
