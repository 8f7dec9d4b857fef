import { composeServices as compose } from '@theguild/federation-composition'
import { GraphQLError, print } from 'graphql'
import { spellOutRequires } from './compose-fragments.ts'
import { checkDefaults, checkSubgraphs } from './compose-checks.ts'
import { inKnownDialect } from './compose-dialect.ts'
import { joinInputs } from './compose-inputs.ts'
import { completeJoins, mergeableFields, sharedFields } from './compose-joins.ts'
import type { Service } from './compose-types.ts'

/** The SDL of a supergraph, or everything that keeps these subgraphs from being one. */
export type Composed =
  | { readonly supergraph: string; readonly errors: null }
  | { readonly supergraph: null; readonly errors: readonly GraphQLError[] }

/**
 * Composes subgraphs by the composer under MIT licence, which refuses some of what the specification allows, and narrows some: what is
 * known of that is mended here. Each mend has its test, and falls away where the composer learns it.
 */
export function composeServices(given: readonly Service[]): Composed {
  const services = joinInputs(given.map(inKnownDialect))
  const spelt = services.map(spellOutRequires)
  const isUnfounded = unfounded(services)
  let disabled: readonly string[] = []
  let checked = attempt(spelt, disabled)
  const objections = [
    ...(checked.errors?.filter((error) => !isUnfounded(error)) ?? []),
    ...newTo(checked.errors, checkSubgraphs(services)),
  ]
  if (objections.length > 0) return { supergraph: null, errors: objections }
  if (checked.errors !== undefined) {
    disabled = [FIELD_TYPES, FIELD_SHARING]
    checked = attempt(spelt, disabled)
    if (checked.errors !== undefined) return { supergraph: null, errors: checked.errors }
  }
  // The check was of what `@requires` mean; subgraphs are asked for what they say.
  const isSpelt = spelt.some((service, index) => service !== services[index])
  const composed = isSpelt ? attempt(services, [...disabled, ...SELECTIONS]) : checked
  if (composed.errors !== undefined) return { supergraph: null, errors: composed.errors }
  const supergraph = completeJoins(composed.supergraphDocumentNode, services)
  const errors = checkDefaults(supergraph)
  return errors.length > 0 ? { supergraph: null, errors } : { supergraph: print(supergraph), errors: null }
}

/** Rules of the composer, by the names that it has for them. */
const FIELD_TYPES = 'FieldsOfTheSameTypeRule'
const FIELD_SHARING = 'InvalidFieldSharingRule'
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

/** Objections to types that differ, where they do have a type in common; and to what is shared, where all say that it is. */
function unfounded(services: readonly Service[]): (error: GraphQLError) => boolean {
  const mergeable = mergeableFields(services)
  const shared = sharedFields(services)
  return ({ extensions, message }) => {
    const [, coordinate = ''] = /^(?:Type of|Non-shareable) field "([^"]+)"/.exec(message) ?? []
    if (extensions.code === 'FIELD_TYPE_MISMATCH') return mergeable.has(coordinate)
    return extensions.code === 'INVALID_FIELD_SHARING' && shared.has(coordinate)
  }
}

/** What the composer has not told already, in its words. */
function newTo(told: readonly GraphQLError[] = [], errors: readonly GraphQLError[]): readonly GraphQLError[] {
  const codes = new Set(told.map(({ extensions }) => extensions.code))
  return errors.filter(({ extensions }) => !codes.has(extensions.code))
}
