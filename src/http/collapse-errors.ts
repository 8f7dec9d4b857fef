import { GraphQLError } from 'graphql'
import { PcigraphError } from '../errors.ts'
import { causeOf } from './mask-error.ts'

/**
 * A thousand servers whose devices could not be read are one error, not a thousand: equal failures of one field are told
 * once, at the first path, with `extensions.affected` saying how many places are null for it. They come in the order of the
 * document: in that of their arrival they would tell what was the quicker to answer, and the same question have several answers.
 */
export function collapseErrors(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  if (errors.length < 2) return errors
  const groups = Map.groupBy(errors.toSorted(compareByPlace), nameOf)
  return Array.from(groups.values(), (group) => {
    const first = group.reduce((a, b) => (comparePaths(a.path, b.path) <= 0 ? a : b))
    if (group.length === 1) return first
    const { nodes, source, positions, path, originalError, extensions } = first
    return new GraphQLError(first.message, {
      ...(nodes && { nodes }),
      ...(source && { source }),
      ...(positions && { positions }),
      ...(path && { path }),
      ...(originalError && { originalError }),
      extensions: { ...extensions, affected: group.length },
    })
  })
}

/** Equal: the same field of the document, whatever the places in lists, and the same failure. */
function nameOf(error: GraphQLError): string {
  const field = error.path?.map((part) => (typeof part === 'number' ? '*' : part)).join('.') ?? ''
  const cause = causeOf(error)
  const details = cause instanceof PcigraphError ? { ...cause.details, requestId: undefined } : {}
  return JSON.stringify([field, error.message, cause instanceof PcigraphError ? cause.code : '', details])
}

/** By the field's place in the document; of one field, by the places in lists. */
function compareByPlace(a: GraphQLError, b: GraphQLError): number {
  return (a.positions?.[0] ?? 0) - (b.positions?.[0] ?? 0) || comparePaths(a.path, b.path)
}

type Path = readonly (string | number)[] | undefined

function comparePaths(a: Path = [], b: Path = []): number {
  for (const [i, part] of a.entries()) {
    const other = b[i]
    if (typeof part === 'number' && typeof other === 'number' && part !== other) return part - other
  }
  return 0
}
