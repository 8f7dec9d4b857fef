import type { DocumentNode, FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode } from 'graphql'
import { Kind } from 'graphql'
import { LimitExceeded } from '../errors.ts'

export type DocumentLimits = {
  /** Fields inside fields, the deepest counted. */
  readonly maxDepth: number
  /** Renamed fields. */
  readonly maxAliases: number
  /** Fields with every fragment multiplied out. */
  readonly maxExpandedFields: number
}

/**
 * What a document asks of whoever executes it, with fragments multiplied out: twenty lines of fragments that double can mean
 * a million fields. Each fragment is looked at once, so this is linear in the document and comes before validation.
 *
 * @throws LimitExceeded for the first limit that any of its operations is above.
 */
export function checkDocumentLimits(document: DocumentNode, limits: DocumentLimits): void {
  const measure = createMeasure(document)
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) check(definition, measure(definition.selectionSet), limits)
  }
}

type Size = { readonly depth: number; readonly aliases: number; readonly fields: number }

const NOTHING: Size = { depth: 0, aliases: 0, fields: 0 }

function createMeasure(document: DocumentNode): (selectionSet: SelectionSetNode) => Size {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const sizes = new Map<string, Size>()

  function ofFragment(name: string): Size {
    const known = sizes.get(name)
    if (known !== undefined) return known
    // While it is being measured it counts as nothing: a circle is for validation to refuse.
    sizes.set(name, NOTHING)
    const fragment = fragments.get(name)
    const size = fragment === undefined ? NOTHING : ofSelection(fragment.selectionSet)
    sizes.set(name, size)
    return size
  }

  function ofSelection(selectionSet: SelectionSetNode): Size {
    let depth = 0
    let aliases = 0
    let fields = 0
    for (const selection of selectionSet.selections) {
      let size: Size
      if (selection.kind === Kind.FIELD) {
        const inner = selection.selectionSet === undefined ? NOTHING : ofSelection(selection.selectionSet)
        size = {
          depth: inner.depth + 1,
          aliases: inner.aliases + (selection.alias === undefined ? 0 : 1),
          fields: inner.fields + 1,
        }
      } else {
        size =
          selection.kind === Kind.FRAGMENT_SPREAD
            ? ofFragment(selection.name.value)
            : ofSelection(selection.selectionSet)
      }
      depth = Math.max(depth, size.depth)
      aliases += size.aliases
      fields += size.fields
    }
    return { depth, aliases, fields }
  }

  return ofSelection
}

function check(operation: OperationDefinitionNode, size: Size, limits: DocumentLimits): void {
  const name = operation.name === undefined ? 'The operation' : `The operation ${operation.name.value}`
  if (size.fields > limits.maxExpandedFields) {
    throw new LimitExceeded(
      `${name} has ${size.fields} fields with its fragments multiplied out; ${limits.maxExpandedFields} are allowed.`,
      { limit: 'expandedFields', max: limits.maxExpandedFields, actual: size.fields },
    )
  }
  if (size.depth > limits.maxDepth) {
    throw new LimitExceeded(`${name} is ${size.depth} fields deep; ${limits.maxDepth} are allowed.`, {
      limit: 'depth',
      max: limits.maxDepth,
      actual: size.depth,
    })
  }
  if (size.aliases > limits.maxAliases) {
    throw new LimitExceeded(`${name} has ${size.aliases} aliases; ${limits.maxAliases} are allowed.`, {
      limit: 'aliases',
      max: limits.maxAliases,
      actual: size.aliases,
    })
  }
}
