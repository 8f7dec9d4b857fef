import type { CreateContext } from '../../engine/context.ts'
import type { Execute } from '../../engine/execute.ts'
import { tellErrors, tellMissing } from '../../engine/tell-errors.ts'
import { readData } from '../../engine/written-data.ts'
import type { Call, Missing } from '../../model/call.ts'
import type { Access } from '../../policy/access.ts'
import type { SubgraphAnswer } from './subgraph-answer.ts'
import type { SubgraphFetch } from './subgraph-fetch.ts'

/** What the own graph said, and what the caller may. */
export type OwnAnswer = SubgraphAnswer & { readonly access: Access }

/** The own graph as a subgraph in this process: by its own executor, for the caller, with no call between. */
export function createAskOwn({
  createContext,
  execute,
}: {
  readonly createContext: CreateContext
  readonly execute: Execute
}): (fetch: SubgraphFetch, call: Call) => Promise<OwnAnswer> {
  return async ({ document, operationName, variables }, call) => {
    const missing: Missing[] = []
    const receipt = { ...call.receipt, addPartial: (lacks: Missing) => void missing.push(lacks) }
    const contextValue = createContext({ ...call, receipt }, document)
    const { access } = contextValue
    const result = await execute({ document, operationName, variableValues: variables, contextValue })
    const data = readData(result.data ?? null)
    return {
      // An object of GraphQL is one of JSON.
      data: data as SubgraphAnswer['data'],
      errors: [...tellErrors(result.errors ?? [], access), ...tellMissing(missing, access)],
      access,
    }
  }
}
