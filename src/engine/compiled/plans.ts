import {
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  Kind,
  visit,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { createBoundedCache } from '../../model/bounded-cache.ts'
import { compileOperation, type OperationPlan } from './compile.ts'
import type { Variables } from './plan.ts'

/** Of plans that are kept. A field takes about half a kilobyte; the document, which it keeps, a tenth of that for each character. */
const KEPT = { entries: 1000, weight: 50_000 }

/** Finds the plan of an operation, or makes it. Null: none can be made of it. */
export type FindPlan = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
) => OperationPlan | null

/** Plans are kept by the document's object, which is kept by its text: one for each way that its conditions can turn out. */
export function createPlans(schema: GraphQLSchema): FindPlan {
  const plans = createBoundedCache<OperationDefinitionNode, ReadonlyMap<string, OperationPlan | null>>({
    ...KEPT,
    weigh: weightOf,
  })
  const conditions = new WeakMap<OperationDefinitionNode, readonly string[]>()

  return (document, operation, variables) => {
    const names = conditions.get(operation) ?? conditionsOf(document)
    conditions.set(operation, names)
    const turn = names.map((name) => turnOf(variables[name])).join('')
    const known = plans.get(operation)
    const plan = known?.get(turn)
    if (plan !== undefined) return plan
    const made = compileOperation(schema, document, operation, { ...variables })
    plans.set(operation, new Map([...(known ?? []), [turn, made] as const].slice(-MOST_TURNS)))
    return made
  }
}

/** Neither: a condition without a value, which is an error. */
function turnOf(condition: unknown): string {
  return condition === true ? '1' : condition === false ? '0' : '-'
}

/** Of one operation. */
const MOST_TURNS = 8

function weightOf({ loc }: OperationDefinitionNode, plans: ReadonlyMap<string, OperationPlan | null>): number {
  const ofDocument = (loc?.source.body.length ?? 0) / 10
  return Array.from(plans.values(), (plan) => plan?.fieldCount ?? 0).reduce((sum, count) => sum + count, 1 + ofDocument)
}

/** The variables that decide which fields there are. */
function conditionsOf(document: DocumentNode): readonly string[] {
  const names = new Set<string>()
  visit(document, {
    Directive({ name, arguments: args = [] }) {
      if (name.value !== GraphQLIncludeDirective.name && name.value !== GraphQLSkipDirective.name) return
      for (const { value } of args) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names]
}
