import { Kind, OperationTypeNode, type DocumentNode, type OperationDefinitionNode, type SelectionNode } from 'graphql'

/** By the name of a field of `Mutation`: the subgraphs that make it. */
export type MutationOwners = ReadonlyMap<string, string>

/** Read from the supergraph: which subgraphs each mutation is of. */
export function mutationOwnersOf(supergraph: DocumentNode, mutationType: string | undefined): MutationOwners {
  const owners = new Map<string, string>()
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION || definition.name.value !== mutationType) continue
    for (const { name, directives = [] } of definition.fields ?? []) {
      const graphs = directives
        .filter((directive) => directive.name.value === 'join__field')
        .flatMap(({ arguments: args = [] }) => args.filter((argument) => argument.name.value === 'graph'))
        .map(({ value }) => (value.kind === Kind.ENUM ? value.value : ''))
      owners.set(name.value, graphs.join(' '))
    }
  }
  return owners
}

/**
 * The questions that a document is put to the engine in, one after the other: mutations are made in order, and one is made when all that
 * is joined to the one before it is there. The engine would begin with the next one beside the joins; those of one subgraph in a row it
 * makes in one call and in order. Any other document is one question.
 */
export function inTurns(document: DocumentNode, owners: MutationOwners): readonly DocumentNode[] {
  const operation = document.definitions.find(
    (each): each is OperationDefinitionNode => 'operation' in each && each.kind === Kind.OPERATION_DEFINITION,
  )
  if (operation?.operation !== OperationTypeNode.MUTATION) return [document]
  const turns: { readonly owner: string; readonly selections: SelectionNode[] }[] = []
  for (const selection of operation.selectionSet.selections) {
    const owner = selection.kind === Kind.FIELD ? (owners.get(selection.name.value) ?? '') : ''
    const last = turns.at(-1)
    if (last?.owner === owner && owner !== '') last.selections.push(selection)
    else turns.push({ owner, selections: [selection] })
  }
  return turns.map(({ selections }) => ({
    ...document,
    definitions: document.definitions.map((definition) =>
      definition === operation ? { ...operation, selectionSet: { ...operation.selectionSet, selections } } : definition,
    ),
  }))
}
