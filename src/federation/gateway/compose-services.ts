import { composeServices as compose } from '@theguild/federation-composition'
import { GraphQLError, print } from 'graphql'
import { spellOutRequires } from './compose-fragments.ts'
import { completeJoins, mergeableFields } from './compose-joins.ts'
import type { Service } from './compose-types.ts'

/** The SDL of a supergraph, or everything that keeps these subgraphs from being one. */
export type Composed =
  | { readonly supergraph: string; readonly errors: null }
  | { readonly supergraph: null; readonly errors: readonly GraphQLError[] }

/**
 * Composes subgraphs by the composer under MIT licence, which refuses some of what the specification allows, and narrows some: what is
 * known of that is mended here. Each mend has its test, and falls away where the composer learns it.
 */
export function composeServices(services: readonly Service[]): Composed {
  const spelt = services.map(spellOutRequires)
  const mergeable = mergeableFields(services)
  let disabled: readonly string[] = []
  let checked = attempt(spelt, disabled)
  const objections = checked.errors?.filter((error) => !isMergeable(error, mergeable)) ?? []
  if (objections.length > 0) return { supergraph: null, errors: objections }
  if (checked.errors !== undefined) {
    disabled = [FIELD_TYPES]
    checked = attempt(spelt, disabled)
    if (checked.errors !== undefined) return { supergraph: null, errors: checked.errors }
  }
  // The check was of what `@requires` mean; subgraphs are asked for what they say.
  const isSpelt = spelt.some((service, index) => service !== services[index])
  const composed = isSpelt ? attempt(services, [...disabled, ...SELECTIONS]) : checked
  if (composed.errors !== undefined) return { supergraph: null, errors: composed.errors }
  return { supergraph: print(completeJoins(composed.supergraphDocumentNode, services)), errors: null }
}

/** Rules of the composer, by the names that it has for them. */
const FIELD_TYPES = 'FieldsOfTheSameTypeRule'
/** Those that look into selections. */
const SELECTIONS = ['SatisfiabilityRule', 'AuthOnRequiresRule', 'AuthOnContextRule']

type Attempt = ReturnType<typeof compose>

/** It throws at some of what it does not understand. */
function attempt(services: readonly Service[], disableValidationRules: readonly string[]): Attempt {
  try {
    return compose([...services], { disableValidationRules: [...disableValidationRules] })
  } catch (error) {
    return { errors: [error instanceof GraphQLError ? error : new GraphQLError(String(error))] }
  }
}

/** An objection to types that differ, where they do have a type in common. */
function isMergeable({ extensions, message }: GraphQLError, mergeable: ReadonlySet<string>): boolean {
  if (extensions.code !== 'FIELD_TYPE_MISMATCH') return false
  const [, coordinate = ''] = /^Type of field "([^"]+)"/.exec(message) ?? []
  return mergeable.has(coordinate)
}
