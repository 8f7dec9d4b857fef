import { locatedError, type GraphQLError } from 'graphql'
import type { GraphContext } from '../../schema/builder.ts'
import { denied } from '../../schema/guard.ts'
import type { FieldGuard } from '../../schema/rule.ts'
import { Failure } from './level.ts'
import { NOT_PLANNED, type Arguments, type FieldInfo, type FieldPlan, type Variables } from './plan.ts'

/** One execution of a planned operation. What is the same for all objects of a field is found out once. */
export type Run = {
  readonly context: GraphContext
  readonly variables: Variables
  readonly errors: GraphQLError[]
  /** Where in the answer is being written. */
  readonly path: (string | number)[]
  /** By the field's id. */
  readonly args: (Arguments | Failure | undefined)[]
  readonly infos: (FieldInfo | undefined)[]
  readonly refusals: (Failure | null | typeof ALLOWED | undefined)[]
  /** A list whose items do not become part of the text, and those that were written. It is met once: no list is above it. */
  readonly apart: { readonly list: FieldPlan; readonly items: string[] } | null
}

/** Nothing refuses a field to this caller. */
export const ALLOWED = Symbol('allowed')

export function startRun(context: GraphContext, variables: Variables, apart: FieldPlan | null = null): Run {
  return {
    context,
    variables,
    errors: [],
    path: [],
    args: [],
    infos: [],
    refusals: [],
    apart: apart && { list: apart, items: [] },
  }
}

const NO_ARGUMENTS: Arguments = Object.freeze({})

export function argumentsFor(run: Run, field: FieldPlan): Arguments | Failure {
  if (field.argumentsOf === null) return NO_ARGUMENTS
  return (run.args[field.id] ??= evaluate(field.argumentsOf, run.variables))
}

function evaluate(argumentsOf: (variables: Variables) => Arguments, variables: Variables): Arguments | Failure {
  try {
    return argumentsOf(variables)
  } catch (error) {
    return new Failure(error)
  }
}

export function infoFor(run: Run, { id, info }: FieldPlan): FieldInfo {
  return (run.infos[id] ??= { ...info, variableValues: { ...run.variables }, rootValue: undefined })
}

/** What every object has for a field that this caller is denied. */
export function refusalOf(run: Run, { id, guard }: FieldPlan): Failure | null | typeof ALLOWED {
  if (guard === null) return ALLOWED
  const known = run.refusals[id]
  return known === undefined ? (run.refusals[id] = decide(guard, run.context)) : known
}

function decide({ rule, isKey }: FieldGuard, context: GraphContext): Failure | null | typeof ALLOWED {
  if (context.access.may(rule)) return ALLOWED
  return isKey ? null : new Failure(denied(rule, context))
}

/** Puts an error where the answer is being written, or so much further down. @returns null, for what stands there. */
export function fail(run: Run, { nodes }: FieldPlan, error: unknown, ...below: readonly (string | number)[]): null {
  if (error === NOT_PLANNED) throw NOT_PLANNED
  run.errors.push(locatedError(error, nodes, [...run.path, ...below]))
  return null
}

/** Where the items of a list go that are wanted one by one; null: into the text. */
export function itemsApart({ apart }: Run, list: FieldPlan): string[] | null {
  return apart !== null && apart.list === list ? apart.items : null
}

export function nullInNonNull({ coordinate }: FieldPlan): Error {
  return new Error(`Cannot return null for non-nullable field ${coordinate}.`)
}
