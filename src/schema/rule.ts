import {
  defaultFieldResolver,
  isObjectType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { factsOf, RULES, type Rule } from '../policy/rules.ts'
import type { GraphContext } from './builder.ts'
import { denied } from './guard.ts'

/** Whoever was shown the object is shown this of it. */
export const AS_PARENT = 'as parent'

/**
 * For `extensions` of a type, or of a field that has another rule than its type: who may have it. Every field has one; what a
 * field without one would show is anybody's guess, so that such a schema is not built.
 */
export function ruled(rule: Rule | typeof AS_PARENT) {
  return { rule }
}

/** The same for a key of an entity: null where it is denied, and no error, since a key is asked for by routers and not by people. */
export function ruledKey(rule: Rule) {
  return { rule, isKey: true }
}

type Named = { readonly name: string; readonly extensions: Readonly<Record<string, unknown>> }

/** The rule of a field: its own, else that of its type. @throws where there is none. */
export function ruleOf(type: Named, field: Named): Rule | typeof AS_PARENT {
  const rule: unknown = field.extensions.rule ?? type.extensions.rule
  if (rule === AS_PARENT || isRule(rule)) return rule
  throw new Error(`${type.name}.${field.name} has no rule: say with ruled(…) who may have it`)
}

/**
 * Puts the guard before every field whose rule is ours to enforce, so that no resolver can forget it. What Nova and Keystone
 * enforce they say by their answers.
 */
export function enforceRules(schema: GraphQLSchema): GraphQLSchema {
  for (const type of objectTypesOf(schema)) {
    for (const field of Object.values(type.getFields())) {
      const rule = ruleOf(type, field)
      if (rule !== AS_PARENT && factsOf(rule).enforcedBy === 'pcigraph') guard(field, rule)
    }
  }
  return schema
}

/** Those of the graph, without GraphQL's own. */
export function objectTypesOf(schema: GraphQLSchema): GraphQLObjectType<unknown, GraphContext>[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType<unknown, GraphContext> => isObjectType(type) && !type.name.startsWith('__'),
  )
}

/** The guard before a field, and what it guards: for who asks the rule once and not for every object. */
export type FieldGuard = {
  readonly rule: Rule
  /** Null where it is denied, and no error. */
  readonly isKey: boolean
  /** Undefined: a property of the model. */
  readonly resolve: GraphQLFieldResolver<unknown, GraphContext> | undefined
}

// By the guarded resolver, which is what every copy and extension of the schema hands on.
const guards = new WeakMap<object, FieldGuard>()

export function guardOf({ resolve }: GraphQLField<unknown, GraphContext>): FieldGuard | null {
  return (resolve && guards.get(resolve)) ?? null
}

function guard(field: GraphQLField<unknown, GraphContext>, rule: Rule): void {
  const resolve = field.resolve ?? defaultFieldResolver
  const isKey = field.extensions.isKey === true
  const guarded: GraphQLFieldResolver<unknown, GraphContext> = (source, args: unknown, context, info): unknown => {
    if (context.access.may(rule)) return resolve(source, args, context, info)
    if (isKey) return null
    throw denied(rule, context)
  }
  guards.set(guarded, { rule, isKey, resolve: field.resolve })
  field.resolve = guarded
}

function isRule(name: unknown): name is Rule {
  return typeof name === 'string' && Object.hasOwn(RULES, name)
}
