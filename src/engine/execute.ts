import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql'
import type { GraphContext } from '../schema/builder.ts'
import { gather } from './compiled/gather.ts'
import { createLevel } from './compiled/level.ts'
import { fieldAt, type OperationPlan } from './compiled/compile.ts'
import { createPlans } from './compiled/plans.ts'
import { NOT_PLANNED, type Variables } from './compiled/plan.ts'
import { startRun, type Run } from './compiled/run.ts'
import { writeInTurns } from './compiled/write-in-turns.ts'
import { WrittenData, WrittenPage } from './written-data.ts'

/** One operation of a document that was validated. */
export type Asked = {
  readonly document: DocumentNode
  readonly operationName?: string | null | undefined
  readonly variableValues?: Variables | null | undefined
  readonly contextValue: GraphContext
  /** Response keys from the root to a list whose items are wanted one by one: what comes is a WrittenPage. */
  readonly itemsAt?: readonly string[] | null | undefined
}

/** `data` is JSON already: WrittenData, WrittenPage, or null. What is left to the reference executor has plain data. */
export type Execute = (asked: Asked) => Promise<ExecutionResult<unknown>>

/**
 * Executes as the GraphQL specification says, and as graphql-js does, in another order: a plan is made of the operation and kept;
 * level by level everything is gathered, each field for all its objects at once; then the answer is written down.
 */
export function createExecute(schema: GraphQLSchema): Execute {
  const findPlan = createPlans(schema)
  return async (asked) => {
    const { document, operationName, variableValues, contextValue, itemsAt = null } = asked
    const operation = getOperationAST(document, operationName)
    if (!operation) return reference(schema, asked)
    const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {}, {
      maxErrors: MOST_VARIABLE_ERRORS,
    })
    if (errors) return { errors: errors.map(asBadRequest) }
    const plan = findPlan(document, operation, coerced)
    if (plan === null) return reference(schema, asked)
    try {
      return await executePlan(plan, contextValue, coerced, itemsAt)
    } catch (error) {
      if (error === NOT_PLANNED) return reference(schema, asked)
      throw error
    }
  }
}

const MOST_VARIABLE_ERRORS = 50

async function executePlan(
  plan: OperationPlan,
  context: GraphContext,
  variables: Variables,
  itemsAt: readonly string[] | null,
) {
  const list = itemsAt && fieldAt(plan, itemsAt)
  const run = startRun(context, variables, list)
  const root = createLevel(plan.root, [NOTHING], { isShared: false })
  await gather(run, root)
  const text = await writeInTurns(run, root)
  const data = text === null ? null : writtenOf(text, run, itemsAt)
  return run.errors.length === 0 ? { data } : { errors: run.errors, data }
}

function writtenOf(text: string, { apart }: Run, itemsAt: readonly string[] | null): WrittenData | WrittenPage {
  return apart === null || itemsAt === null
    ? new WrittenData(text)
    : new WrittenPage({ rest: text, items: apart.items, path: itemsAt })
}

/** The object whose fields are the questions. */
const NOTHING: object = Object.freeze({})

async function reference(
  schema: GraphQLSchema,
  { document, operationName, variableValues, contextValue }: Asked,
): Promise<ExecutionResult<unknown>> {
  return execute({ schema, document, operationName, variableValues, contextValue, rootValue: NOTHING })
}

/** No value for a variable: by GraphQL over HTTP, such a request is a bad one. */
function asBadRequest(error: GraphQLError): GraphQLError {
  const { message, nodes, source, positions, path, originalError, extensions } = error
  return new GraphQLError(message, {
    ...(nodes && { nodes }),
    ...(source && { source }),
    ...(positions && { positions }),
    ...(path && { path }),
    originalError,
    extensions: { ...extensions, http: { status: 400 } },
  })
}
