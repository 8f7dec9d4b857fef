import { unifiedGraphHandler } from '@graphql-hive/router-runtime'
import {
  buildASTSchema,
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { PcigraphError } from '../../errors.ts'
import { createBoundedCache, type BoundedCache } from '../../model/bounded-cache.ts'
import { complete, type EngineAnswer } from './complete.ts'
import type { Asker, PlannedQuestion } from './asker.ts'
import { applyCostHints } from './cost-hints.ts'
import { createIsOwn } from './own-documents.ts'
import { prepare, type Prepared } from './prepare.ts'
import { publicDocument } from './public-document.ts'
import { tellRequiredNulls } from './required-nulls.ts'
import { inTurns, mutationOwnersOf } from './serial-mutations.ts'
import { engineNamesOf, fragmentsOf, type Variables } from './selection.ts'
import type { SubgraphClient } from './subgraph-client.ts'
import { tellEngine, type SubgraphAnswer } from './subgraph-answer.ts'
import { partsOf, type FetchedParts, type SubgraphFetch } from './subgraph-fetch.ts'
import { readSupergraph, type SubgraphPart } from './supergraph-parts.ts'
import { createLacking, isInVain, withoutVain, type Lacking } from './lacking.ts'
import { keepWholeKeys, listOf } from './whole-keys.ts'

/** A supergraph that is ready to be asked. It never changes: another one takes its place. */
export type Generation = {
  readonly sdl: string
  /** What clients see. */
  readonly schema: GraphQLSchema
  readonly subgraphs: readonly SubgraphPart[]
  /** Whether the own graph alone answers all of it, just as it would without the others. */
  isOwn(document: DocumentNode): boolean
  /** One answer, or those of a subscription. */
  execute(question: PlannedQuestion): Promise<ExecutionResult | AsyncIterable<ExecutionResult>>
}

/** Who is asked for it. */
export type FindSubgraph = (fetch: SubgraphFetch) => Pick<SubgraphClient, 'ask' | 'subscribe'>

/** How many ways `@skip` and `@include` may go are kept of one document. */
const KEPT_WAYS = 32

/**
 * Makes everything that answering needs, so that the first question pays for nothing.
 * @param own the own graph as it answers in this process, under its name in the supergraph. Null: it has no part in this
 * @throws Error where it is no supergraph of Federation v2, with what is wrong
 */
export async function createGeneration(
  sdl: string,
  own: { readonly name: string; readonly schema: GraphQLSchema } | null,
  subgraphOf: FindSubgraph,
): Promise<Generation> {
  const { document, subgraphs } = readSupergraph(sdl)
  const schema = buildASTSchema(publicDocument(document), { assumeValidSDL: true })
  applyCostHints(schema, document)
  const parts = new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph]))
  const engine = await unifiedGraphHandler({
    unifiedGraph: buildASTSchema(document, { assumeValid: true, assumeValidSDL: true }),
    getUnifiedGraphSDL: () => sdl,
    onSubgraphExecute: askForEngine,
  })
  // It prepares itself when a subgraph is asked for first.
  for (const { name } of subgraphs) engine.getSubgraphSchema(name)
  const names = engineNamesOf(document)
  const isOwn = createIsOwn(own, own === null ? undefined : parts.get(own.name))
  const prepared = new WeakMap<DocumentNode, BoundedCache<string, Prepared>>()
  const askers = new WeakMap<object, Asker>()
  const lackings = new WeakMap<Asker, Lacking>()
  const mutationOwners = mutationOwnersOf(document, schema.getMutationType()?.name)
  const turns = new WeakMap<DocumentNode, readonly DocumentNode[]>()
  const sharedRoots = sharedRootsOf(schema, subgraphs)

  return { sdl, schema, subgraphs, isOwn, execute: executeQuestion }

  async function executeQuestion({ document, operationName, variables, context, asker }: PlannedQuestion) {
    const operation = getOperationAST(document, operationName)
    if (!operation) return { errors: [noOperation(operationName)] }
    const { coerced, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, {
      maxErrors: 50,
    })
    if (errors) return { errors: errors.map(asBadRequest) }
    const root = schema.getRootType(operation.operation)
    if (!root) return { errors: [new GraphQLError(`There are no ${operation.operation}s.`, { nodes: operation })] }
    const question = findPrepared(document, operation, coerced)
    const introspection = question.introspection
      ? await execute({ schema, document: question.introspection, variableValues: variables })
      : {}
    const known = { ...introspection.data }
    const finish = ({ data, errors = [] }: EngineAnswer) =>
      complete({ data, errors: [...errors, ...(introspection.errors ?? [])] }, known, question.shape, schema)
    if (question.document === null) return finish({ data: {} })
    askers.set(context, asker)
    const sum: { data: Record<string, unknown> | null; errors: NonNullable<EngineAnswer['errors']>[number][] } = {
      data: {},
      errors: [],
    }
    for (const document of turnsOf(question.document)) {
      const answer = await engine.executor?.({
        document,
        variables: coerced,
        operationType: operation.operation,
        ...(operationName && { operationName }),
        context,
        signal: asker.signal,
      })
      if (isGivenUp(asker.signal)) asker.signal.throwIfAborted()
      if (answer === undefined) throw new Error('The engine has nothing to execute with.')
      if (isStream(answer)) return finishEach(answer, finish)
      // Of the executor nothing is typed: data is an object, or null.
      const { data, errors = [] } = answer as {
        readonly data?: object | null
        readonly errors?: EngineAnswer['errors']
      }
      sum.errors.push(...errors)
      sum.data = data ? { ...sum.data, ...data } : null
      // What comes after a mutation that must not fail and did is not made.
      if (sum.data === null) break
    }
    return finish(sum)
  }

  function turnsOf(document: DocumentNode): readonly DocumentNode[] {
    const known = turns.get(document) ?? inTurns(document, mutationOwners)
    turns.set(document, known)
    return known
  }

  function findPrepared(document: DocumentNode, operation: OperationDefinitionNode, variables: Variables): Prepared {
    const ways =
      prepared.get(document) ??
      createBoundedCache<string, Prepared>({ entries: KEPT_WAYS, weight: KEPT_WAYS, weigh: () => 1 })
    prepared.set(document, ways)
    const key = JSON.stringify([
      operation.name?.value,
      decidingVariables(document).map((name) => variables[name] === true),
    ])
    const known = ways.get(key)
    if (known !== undefined) return known
    const root = schema.getRootType(operation.operation)
    if (!root) throw new Error(`The schema has no ${operation.operation}.`)
    const made = prepare(operation, root, { schema, fragments: fragmentsOf(document), variables, names })
    ways.set(key, made)
    return made
  }

  /** What the engine asks of a subgraph. */
  async function askForEngine(
    subgraph: string,
    request: EngineRequest,
  ): Promise<ExecutionResult | AsyncIterable<ExecutionResult>> {
    const part = parts.get(subgraph)
    const { document, operationName, variables = {}, operationType: kind = 'query', context = {} } = request
    const asker = askers.get(context)
    if (part === undefined || !asker) throw new Error(`The plan asks ${subgraph}, which the supergraph does not name.`)
    const fetch: SubgraphFetch = { subgraph, kind, document, operationName, variables }
    const asked = partsOf(document)
    if (kind === 'subscription') return eachForEngine(subscribe(fetch, asker), fetch, () => lackings.delete(asker))
    const { requires } = part
    const lacking = lackingOf(asker)
    const whole = keepWholeKeys(fetch, asked, part, (each, list) => isInVain(each, list, { requires, lacking }))
    const kept = whole?.variables ?? variables
    const sent = { ...fetch, variables: withNulls(kept, asked, part) }
    const answer = whole?.isEmpty === true ? { data: {}, errors: [] } : await askOne(sent, asker)
    lacking.note(answer, asked, kept)
    const { data, errors } = withoutVain(answer, asked, kept, { requires, lacking })
    const told = kind === 'query' ? withoutSharedNulls(data, asked) : data
    return tellEngine({ data: told, errors }, asked, sent.variables, whole)
  }

  /** Of a root that several subgraphs have, the null of one is not to be put over what another says, whoever comes last. */
  function withoutSharedNulls(data: SubgraphAnswer['data'], { roots }: FetchedParts): SubgraphAnswer['data'] {
    const nulls = roots.filter(({ key, name }) => (data?.[key] ?? null) === null && sharedRoots.has(name))
    if (!data || nulls.length === 0) return data
    const kept = { ...data }
    for (const { key } of nulls) Reflect.deleteProperty(kept, key)
    return kept
  }

  function lackingOf(asker: Asker): Lacking {
    const lacking = lackings.get(asker) ?? createLacking()
    lackings.set(asker, lacking)
    return lacking
  }

  function askOne(fetch: SubgraphFetch, asker: Asker): Promise<SubgraphAnswer> {
    const isOwn = own !== null && fetch.subgraph === own.name && asker.askOwn !== null
    return isOwn ? asker.askOwn(fetch) : subgraphOf(fetch).ask(fetch, asker)
  }

  function subscribe(fetch: SubgraphFetch, asker: Asker): AsyncIterable<SubgraphAnswer> {
    return subgraphOf(fetch).subscribe(fetch, asker)
  }
}

async function* eachForEngine(
  answers: AsyncIterable<SubgraphAnswer>,
  { document, variables }: SubgraphFetch,
  forget: () => void,
): AsyncGenerator<ExecutionResult> {
  const parts = partsOf(document)
  // For an event without data the engine would take that of the one before.
  const nothing = Object.fromEntries(parts.roots.map(({ key }) => [key, null]))
  for await (const answer of answers) {
    // What could not be had for one event may be there for the next.
    forget()
    yield tellEngine({ ...answer, data: answer.data ?? nothing }, parts, variables, null)
  }
}

/** Names of the fields of queries that several subgraphs answer. */
function sharedRootsOf(schema: GraphQLSchema, subgraphs: readonly SubgraphPart[]): ReadonlySet<string> {
  const query = schema.getQueryType()
  const names = Object.keys(query?.getFields() ?? {})
  const countOf = (name: string) => subgraphs.filter(({ answers }) => answers.has(`${query?.name}.${name}`)).length
  return new Set(names.filter((name) => countOf(name) > 1))
}

function withNulls(variables: Variables, { entities }: FetchedParts, { requires }: SubgraphPart): Variables {
  if (requires.size === 0 || entities.length === 0) return variables
  const lists = entities.map(
    ({ variable, fieldsOf }) => [variable, tellRequiredNulls(listOf(variables[variable]), fieldsOf, requires)] as const,
  )
  return { ...variables, ...Object.fromEntries(lists) }
}

type EngineRequest = {
  readonly document: DocumentNode
  readonly operationName?: string | undefined
  readonly variables?: Variables | undefined
  readonly operationType?: SubgraphFetch['kind'] | undefined
  readonly context?: object | undefined
}

/** Variables that `@skip` and `@include` read. */
const deciding = new WeakMap<DocumentNode, readonly string[]>()

function decidingVariables(document: DocumentNode): readonly string[] {
  const known = deciding.get(document)
  if (known !== undefined) return known
  const names = new Set<string>()
  visit(document, {
    Directive(directive) {
      if (directive.name.value !== 'skip' && directive.name.value !== 'include') return
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  const found = [...names]
  deciding.set(document, found)
  return found
}

async function* finishEach(
  answers: AsyncIterable<EngineAnswer>,
  finish: (answer: EngineAnswer) => ExecutionResult,
): AsyncGenerator<ExecutionResult> {
  let told = 0
  for await (const { data, errors = [] } of answers) {
    // The engine adds the errors of each event to those of all before.
    yield finish({ data, errors: errors.slice(told) })
    told = errors.length
  }
}

/** Nobody waits any more; of what is only too late, the part that is here is told. */
function isGivenUp({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof PcigraphError)
}

function isStream(answer: unknown): answer is AsyncIterable<EngineAnswer> {
  return typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer
}

function noOperation(name: string | null | undefined): GraphQLError {
  const message = name
    ? `The document has no operation ${name}.`
    : 'The document has several operations: name the one that is meant.'
  return new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } } })
}

/** No value for a variable: by GraphQL over HTTP, such a request is a bad one. */
function asBadRequest(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    originalError: error,
    extensions: { ...error.extensions, http: { status: 400 } },
  })
}
