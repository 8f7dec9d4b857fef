import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql'
import type { Access } from '../policy/access.ts'
import { factsOf, type Rule } from '../policy/rules.ts'
import { fetchOf } from '../schema/fetch.ts'
import { ruleOfArgument, ruleOfEnumValue, ruleOfInputField } from '../schema/input-rules.ts'
import { AS_PARENT, ruleOf } from '../schema/rule.ts'

/** A field, or an argument of it, that a rule denies to the caller. */
export type Denial = {
  /** Response keys from the root. */
  readonly path: readonly string[]
  /** Where naming this is what is denied: `filter.address`. */
  readonly argument?: string
  readonly rule: Rule
  readonly why: string
  /** Of the error that running would give; null: the field would be null without one. */
  readonly code: 'FORBIDDEN' | null
  /** pcigraph decides before anything is asked; what a service decides is expected of it, and it may decide otherwise. */
  readonly decidedBy: 'pcigraph' | 'nova' | 'keystone'
}

/** What of a field the rules deny: nothing of such a field is fetched, and nothing below it. */
export function denialsOf(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  args: Readonly<Record<string, unknown>>,
  path: readonly string[],
  access: Access,
): readonly Denial[] {
  const denied = (rule: Rule, more: Pick<Denial, 'code' | 'decidedBy'> & { argument?: string }): Denial => ({
    path,
    ...(more.argument !== undefined && { argument: more.argument }),
    rule,
    why: access.whyNot(rule),
    code: more.code,
    decidedBy: more.decidedBy,
  })
  const fetch = fetchOf(field)
  const hiddenBy = fetch?.keyHiddenBy ?? null
  if (hiddenBy !== null && !access.may(hiddenBy)) {
    return [denied(hiddenBy, { code: null, decidedBy: factsOf(hiddenBy).enforcedBy })]
  }
  const rule = ruleOf(type, field)
  if (rule !== AS_PARENT && !access.may(rule)) {
    const decidedBy = fetch?.needs.includes(rule) ? 'pcigraph' : factsOf(rule).enforcedBy
    // Of what is there already a service leaves out what is not for the caller; what it is asked for it refuses.
    const isNull = decidedBy === 'pcigraph' ? field.extensions.isKey === true : fetch === null
    return [denied(rule, { code: isNull ? null : 'FORBIDDEN', decidedBy })]
  }
  const needs = (fetch?.needs ?? []).filter((needed) => !access.may(needed))
  const inputs = [...inputsOf(type, field, args)].filter((input) => !access.may(input.rule))
  // A list may name it several times.
  const named = new Map(inputs.map((input) => [JSON.stringify(input), input])).values()
  return [
    ...needs.map((needed) => denied(needed, { code: 'FORBIDDEN', decidedBy: 'pcigraph' })),
    ...Array.from(named, ({ rule: needed, argument }) =>
      denied(needed, { code: 'FORBIDDEN', decidedBy: 'pcigraph', argument }),
    ),
  ]
}

type RuledInput = { readonly argument: string; readonly rule: Rule }

function* inputsOf(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  args: Readonly<Record<string, unknown>>,
): Generator<RuledInput> {
  for (const argument of field.args) {
    const value = args[argument.name]
    if (value === undefined || value === null) continue
    const rule = ruleOfArgument(type.name, field.name, argument.name)
    if (rule !== null) yield { argument: argument.name, rule }
    yield* inputsIn(argument.type, value, argument.name)
  }
}

function* inputsIn(type: GraphQLInputType, value: unknown, path: string): Generator<RuledInput> {
  if (isNonNullType(type)) {
    yield* inputsIn(type.ofType, value, path)
    return
  }
  if (isListType(type)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value]
    for (const item of items) yield* inputsIn(type.ofType, item, path)
    return
  }
  const named = getNamedType(type)
  if (isEnumType(named)) {
    const rule = ruleOfEnumValue(named.name, value)
    if (rule !== null) yield { argument: path, rule }
  }
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    const field = named.getFields()[name]
    if (field === undefined || inner === undefined) continue
    const rule = ruleOfInputField(named.name, name)
    if (rule !== null) yield { argument: `${path}.${name}`, rule }
    yield* inputsIn(field.type, inner, `${path}.${name}`)
  }
}
