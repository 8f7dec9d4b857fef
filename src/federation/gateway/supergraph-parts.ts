import { Kind, parse, type ConstDirectiveNode, type DocumentNode, type SelectionSetNode } from 'graphql'

/** What a supergraph says of its subgraphs, in the words of the join specification. */
export type SupergraphParts = {
  readonly document: DocumentNode
  readonly subgraphs: readonly SubgraphPart[]
}

export type SubgraphPart = {
  readonly name: string
  /** Where it answers; empty where it does not say. */
  readonly url: string
  /** Of each entity, the keys by which it finds one. */
  readonly keys: ReadonlyMap<string, readonly SelectionSetNode[]>
  /** What a field of it needs of its entity, by `Type.field`. */
  readonly requires: ReadonlyMap<string, SelectionSetNode>
  /** `Type.field` of everything that it answers by itself. */
  readonly answers: ReadonlySet<string>
}

/** @throws GraphQLError where it is no GraphQL; Error where it is no supergraph. */
export function readSupergraph(sdl: string): SupergraphParts {
  const document = parse(sdl, { noLocation: true })
  const graphs = graphsOf(document)
  if (graphs.size === 0) {
    throw new Error('It has no enum join__Graph, and so names no subgraphs: it is no supergraph of Federation v2.')
  }
  refuseUnknownFeatures(document)
  return {
    document,
    subgraphs: Array.from(graphs, ([graph, { name, url }]) => ({ name, url, ...partsOf(graph, document) })),
  }
}

/** Features that a supergraph may say it cannot be answered without. */
const UNDERSTOOD = ['link', 'core', 'join', 'inaccessible', 'tag', 'cost']

/**
 * By the specification of links, what is linked for security or for execution has to be understood by whoever answers: a field that only
 * some may see would be shown to all.
 */
function refuseUnknownFeatures({ definitions }: DocumentNode): void {
  const unknown = definitions.flatMap((definition) => {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) return []
    const links = [...named(definition.directives, 'link'), ...named(definition.directives, 'core')]
    return links.flatMap((link) => {
      const url = textOf(link, 'url') ?? textOf(link, 'feature') ?? ''
      const [, name = url] = /\/([^/]+)\/v\d+\.\d+\/?$/.exec(url) ?? []
      return valueOf(link, 'for') === undefined || UNDERSTOOD.includes(name) ? [] : [url]
    })
  })
  if (unknown.length === 0) return
  throw new Error(
    `It needs what this gateway does not have: ${unknown.join(', ')}. Take its directives out of the subgraphs, or answer it with a router that has it.`,
  )
}

function graphsOf(document: DocumentNode): ReadonlyMap<string, { readonly name: string; readonly url: string }> {
  const graphs = new Map<string, { name: string; url: string }>()
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue
    for (const { name, directives = [] } of definition.values ?? []) {
      const graph = directives.find((directive) => directive.name.value === 'join__graph')
      graphs.set(name.value, { name: textOf(graph, 'name') ?? name.value, url: textOf(graph, 'url') ?? '' })
    }
  }
  return graphs
}

function partsOf(graph: string, { definitions }: DocumentNode): Pick<SubgraphPart, 'keys' | 'requires' | 'answers'> {
  const keys = new Map<string, SelectionSetNode[]>()
  const requires = new Map<string, SelectionSetNode>()
  const answers = new Set<string>()
  for (const definition of definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    const type = definition.name.value
    const joins = named(definition.directives, 'join__type').filter((join) => graphOf(join) === graph)
    if (joins.length === 0) continue
    const found = joins.flatMap((join) => {
      const key = isFalse(join, 'resolvable') ? undefined : textOf(join, 'key')
      return key === undefined ? [] : [selectionSetOf(key)]
    })
    if (found.length > 0) keys.set(type, found)
    for (const field of definition.fields ?? []) {
      const fieldJoins = named(field.directives, 'join__field')
      const own = fieldJoins.filter((join) => graphOf(join) === graph)
      const isOwn = own.length > 0 && !own.some((join) => isTrue(join, 'external') || isTrue(join, 'usedOverridden'))
      const required = own.map((join) => textOf(join, 'requires')).find((text) => text !== undefined)
      if (required !== undefined) requires.set(`${type}.${field.name.value}`, selectionSetOf(required))
      if (fieldJoins.length === 0 || isOwn) answers.add(`${type}.${field.name.value}`)
    }
  }
  return { keys, requires, answers }
}

function selectionSetOf(fieldSet: string): SelectionSetNode {
  const [operation] = parse(`{ ${fieldSet} }`, { noLocation: true }).definitions
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`"${fieldSet}" is no set of fields.`)
  return operation.selectionSet
}

function named(directives: readonly ConstDirectiveNode[] = [], name: string): readonly ConstDirectiveNode[] {
  return directives.filter((directive) => directive.name.value === name)
}

function valueOf(directive: ConstDirectiveNode | undefined, argument: string) {
  return directive?.arguments?.find(({ name }) => name.value === argument)?.value
}

function textOf(directive: ConstDirectiveNode | undefined, argument: string): string | undefined {
  const value = valueOf(directive, argument)
  return value?.kind === Kind.STRING ? value.value : undefined
}

function graphOf(directive: ConstDirectiveNode): string | undefined {
  const value = valueOf(directive, 'graph')
  return value?.kind === Kind.ENUM ? value.value : undefined
}

function isTrue(directive: ConstDirectiveNode, argument: string): boolean {
  const value = valueOf(directive, argument)
  return value?.kind === Kind.BOOLEAN && value.value
}

function isFalse(directive: ConstDirectiveNode, argument: string): boolean {
  const value = valueOf(directive, argument)
  return value?.kind === Kind.BOOLEAN && !value.value
}
