import {
  Kind,
  print,
  visit,
  type ConstArgumentNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type TypeNode,
} from 'graphql'
import { fieldsOf, hierarchyOf, mergeTypes, type Service, type SubgraphField } from './compose-types.ts'

/**
 * The composed supergraph, with what the composer leaves out of it put in again:
 *
 * - a field whose type differs between subgraphs has to clients the type that all of them may stand for, where the composer takes
 *   the first one's, so that members of a union or types of an interface get lost;
 * - and it is told to the planner which subgraph has which type, where the composer does not tell it of roots and of interfaces;
 * - the planner is told of a field of an interface that every subgraph has what each of them says of it, `@external` first of all,
 *   where the composer tells it nothing: it would ask an interface object for what it only requires.
 */
export function completeJoins(supergraph: DocumentNode, services: readonly Service[]): DocumentNode {
  const hierarchy = hierarchyOf(services.map(({ typeDefs }) => typeDefs))
  const graphs = graphNames(supergraph)
  const subgraphs = services.map((service) => ({ graph: graphs.get(service.name) ?? '', types: fieldsOf(service) }))
  let parent = ''
  let isInterface = false
  const enter =
    (is: boolean) =>
    ({ name }: { readonly name: { readonly value: string } }): void => {
      parent = name.value
      isInterface = is
    }
  return visit(supergraph, {
    ObjectTypeDefinition: { enter: enter(false) },
    InterfaceTypeDefinition: { enter: enter(true) },
    FieldDefinition(field) {
      const definitions = subgraphs.flatMap(({ graph, types }) => {
        const found = types.get(parent)?.get(field.name.value)
        return found ? [{ graph, found }] : []
      })
      const differ = new Set(typesOf(definitions).map(print)).size > 1
      const says = isInterface && definitions.some(({ found }) => saysMore(found))
      if (!differ && !says) return
      return {
        ...field,
        ...(differ && { type: mergeTypes(typesOf(definitions), hierarchy) ?? field.type }),
        directives: joined(field, definitions, differ),
      }
    },
  })
}

/** Coordinates of fields whose type differs between subgraphs and yet has a type that all of them may stand for. */
export function mergeableFields(services: readonly Service[]): ReadonlySet<string> {
  const hierarchy = hierarchyOf(services.map(({ typeDefs }) => typeDefs))
  const types = Map.groupBy(
    services.flatMap((service) =>
      [...fieldsOf(service)].flatMap(([parent, fields]) =>
        [...fields].map(([name, { type }]) => ({ coordinate: `${parent}.${name}`, type })),
      ),
    ),
    ({ coordinate }) => coordinate,
  )
  return new Set(
    [...types].flatMap(([coordinate, found]) => {
      const distinct = found.map(({ type }) => type)
      return distinct.length > 1 && mergeTypes(distinct, hierarchy) !== null ? [coordinate] : []
    }),
  )
}

/** Coordinates of fields that every subgraph which has one says to be shareable, by itself or by its type. */
export function sharedFields(services: readonly Service[]): ReadonlySet<string> {
  const shareable = Map.groupBy(
    services.flatMap((service) =>
      [...fieldsOf(service)].flatMap(([parent, fields]) =>
        [...fields].map(([name, { isShareable }]) => ({ coordinate: `${parent}.${name}`, isShareable })),
      ),
    ),
    ({ coordinate }) => coordinate,
  )
  return new Set(
    [...shareable].flatMap(([coordinate, found]) =>
      found.every(({ isShareable }) => isShareable) ? [coordinate] : [],
    ),
  )
}

type Definition = { readonly graph: string; readonly found: SubgraphField }

function typesOf(definitions: readonly Definition[]): readonly TypeNode[] {
  return definitions.map(({ found }) => found.type)
}

function joined(
  { directives = [] }: FieldDefinitionNode,
  definitions: readonly Definition[],
  differ: boolean,
): readonly ConstDirectiveNode[] {
  if (!directives.some(isJoin)) return [...directives, ...definitions.map((each) => describe(each, differ))]
  return differ
    ? directives.map((directive) => (isJoin(directive) ? withType(directive, definitions) : directive))
    : directives
}

/** What the composer says of it, and the type. */
function withType(join: ConstDirectiveNode, definitions: readonly Definition[]): ConstDirectiveNode {
  const given = join.arguments ?? []
  const graph = given.find(({ name }) => name.value === 'graph')?.value
  const definition = definitions.find((each) => graph?.kind === Kind.ENUM && graph.value === each.graph)
  if (definition === undefined || given.some(({ name }) => name.value === 'type')) return join
  return { ...join, arguments: [...given, argument('type', print(definition.found.type))] }
}

function describe({ graph, found }: Definition, differ: boolean): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: 'join__field' },
    arguments: [
      { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'graph' }, value: { kind: Kind.ENUM, value: graph } },
      ...(differ ? [argument('type', print(found.type))] : []),
      ...(found.isExternal ? [argument('external', true)] : []),
      ...(found.requires === null ? [] : [argument('requires', found.requires)]),
      ...(found.provides === null ? [] : [argument('provides', found.provides)]),
      ...(found.override === null ? [] : [argument('override', found.override)]),
    ],
  }
}

function argument(name: string, value: string | boolean): ConstArgumentNode {
  return {
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: name },
    value: typeof value === 'string' ? { kind: Kind.STRING, value } : { kind: Kind.BOOLEAN, value },
  }
}

function saysMore({ isExternal, requires, provides, override }: SubgraphField): boolean {
  return isExternal || requires !== null || provides !== null || override !== null
}

function isJoin({ name }: ConstDirectiveNode): boolean {
  return name.value === 'join__field'
}

/** The supergraph's name of each subgraph: `join__Graph`. */
function graphNames(supergraph: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue
    for (const value of definition.values ?? []) {
      const [graph] = value.directives ?? []
      const name = graph?.arguments?.find((each) => each.name.value === 'name')?.value
      if (name?.kind === Kind.STRING) names.set(name.value, value.name.value)
    }
  }
  return names
}
