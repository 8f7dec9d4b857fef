import { GraphQLError } from 'graphql'
import { z } from 'zod'
import { ERROR_CODES, PcigraphError, SubgraphError, UpstreamError, type ErrorCode } from '../../errors.ts'
import type { Errand } from '../../model/call.ts'
import type { Log } from '../../model/log.ts'
import type { BreakerState } from '../../sources/http/breaker.ts'
import { createUpstream, type UpstreamCall } from '../../sources/http/upstream.ts'
import { readEvents } from './event-stream.ts'
import { failed, type SubgraphAnswer } from './subgraph-answer.ts'
import { partsOf, type SubgraphFetch } from './subgraph-fetch.ts'
import type { SubgraphSettings } from './subgraph-settings.ts'

/** A subgraph over HTTP. */
export type SubgraphClient = {
  /** Never rejects for what is the subgraph's fault. @throws the reason of the signal when it is aborted */
  ask(fetch: SubgraphFetch, errand: SubgraphErrand): Promise<SubgraphAnswer>
  /** A subscription, over Server-Sent Events in the mode of distinct connections. It ends when the subgraph ends it, breaks off, or nobody listens. */
  subscribe(fetch: SubgraphFetch, errand: SubgraphErrand): AsyncIterable<SubgraphAnswer>
  state(): BreakerState
  close(): Promise<void>
}

/** For whom it is asked. */
export type SubgraphErrand = Errand & {
  /** Of the client's request. */
  header(name: string): string | null
}

/** What is one subgraph's, and an address that is known. */
export type ReachableSubgraph = SubgraphSettings & { readonly url: URL }

export function createSubgraphClient(
  settings: ReachableSubgraph,
  { log, onCall }: { readonly log: Log; readonly onCall: (call: UpstreamCall) => void },
): SubgraphClient {
  const { name, url, headers, showErrors } = settings
  const upstream = createUpstream({ ...settings, log, onCall })

  return {
    async ask(fetch, errand) {
      const { document, kind, operationName, variables } = fetch
      const { text, entities } = partsOf(document)
      const { signal, receipt, requestId, span } = errand
      try {
        const { body } = await upstream.request({
          url,
          method: 'POST',
          isSafe: kind === 'query',
          as: 'text',
          isAnswer: (attempt) => attempt.status !== 429 && decode(attempt.body) !== null,
          headers: { accept: ACCEPT, ...headersFor(errand) },
          body: { query: text, ...(operationName !== undefined && { operationName }), variables },
          keys:
            entities.length === 0
              ? null
              : entities.reduce((sum, { variable }) => sum + lengthOf(variables[variable]), 0),
          signal,
          ...(receipt && { receipt }),
          ...(requestId !== undefined && { requestId }),
          ...(span && { span }),
        })
        return read(body, requestId)
      } catch (error) {
        if (signal.aborted && !(signal.reason instanceof PcigraphError)) throw error
        if (!(error instanceof Error)) throw error
        return failed(error)
      }
    },
    subscribe,
    state: () => upstream.state(),
    close: () => upstream.close(),
  }

  async function* subscribe(fetch: SubgraphFetch, errand: SubgraphErrand): AsyncGenerator<SubgraphAnswer> {
    const { document, operationName, variables } = fetch
    const { signal, requestId, span } = errand
    try {
      const { contentType, parts } = await upstream.stream({
        url,
        method: 'POST',
        headers: { accept: 'text/event-stream', ...headersFor(errand) },
        body: { query: partsOf(document).text, ...(operationName !== undefined && { operationName }), variables },
        signal,
        ...(requestId !== undefined && { requestId }),
        ...(span && { span }),
      })
      if (!contentType.includes('text/event-stream')) {
        yield read(await textOf(parts, settings.maxResponseBytes), requestId)
        return
      }
      for await (const { event, data } of readEvents(parts, { maxEventLength: settings.maxResponseBytes })) {
        if (event === 'complete') return
        // What keeps the connection open has no data.
        if (data !== '') yield read(data, requestId)
      }
    } catch (cause) {
      // Whoever does not listen any more needs not be told.
      if (signal.aborted) return
      yield failed(
        cause instanceof PcigraphError
          ? cause
          : new UpstreamError(
              'UPSTREAM_UNAVAILABLE',
              `The subgraph ${name} broke off its events.`,
              { upstream: name },
              { cause },
            ),
      )
    }
  }

  function read(body: unknown, requestId: string | undefined): SubgraphAnswer {
    const answer = decode(body)
    if (answer === null) return failed(noAnswer(name))
    return { data: answer.data ?? null, errors: (answer.errors ?? []).map((error) => translate(error, requestId)) }
  }

  function headersFor(errand: SubgraphErrand): Record<string, string> {
    const forwarded = headers.forward.flatMap((header) => {
      const value = errand.header(header)
      return value === null ? [] : [[header, value] as const]
    })
    return { ...Object.fromEntries(forwarded), ...headers.add }
  }

  /** Its words go to the log, and to clients where they are allowed to. */
  function translate({ message, path, extensions = {} }: SubgraphFault, requestId: string | undefined): GraphQLError {
    const given = extensions.code
    const code = isOurs(given) ? given : 'SUBGRAPH_ERROR'
    const { http: _status, ...shown } = extensions
    const error = showErrors
      ? new SubgraphError(code, message, { upstream: name, shown })
      : new SubgraphError(code, `The subgraph ${name} answered with an error. The log of this gateway has its words.`, {
          upstream: name,
        })
    if (!showErrors)
      log.warn({ subgraph: name, requestId, said: message.slice(0, 500), path, code: given }, 'an error of a subgraph')
    return new GraphQLError(error.message, { ...(path && { path }), originalError: error })
  }
}

/** Strict servers say with a status of its own that a question was wrong; those that do not know the first have the second. */
const ACCEPT = 'application/graphql-response+json, application/json;q=0.9'

const Fault = z.looseObject({
  message: z.string().catch('(an error without a message)'),
  path: z
    .array(z.union([z.string(), z.number()]))
    .optional()
    .catch(undefined),
  extensions: z.record(z.string(), z.unknown()).optional().catch(undefined),
})
type SubgraphFault = z.infer<typeof Fault>

const Answer = z
  .looseObject({ data: z.record(z.string(), z.unknown()).nullish(), errors: z.array(Fault).nullish() })
  .refine(({ data, errors }) => data !== undefined || (errors?.length ?? 0) > 0)

/** Read anew by each who asked: the engine writes into what it is given. */
function decode(body: unknown): z.infer<typeof Answer> | null {
  if (typeof body !== 'string') return null
  try {
    return Answer.safeParse(JSON.parse(body)).data ?? null
  } catch {
    return null
  }
}

/** What says only what kind of error it is gives nothing away. */
function isOurs(code: unknown): code is ErrorCode {
  return ERROR_CODES.some((known) => known === code) && code !== 'INTERNAL_SERVER_ERROR'
}

async function textOf(parts: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const part of parts) {
    bytes += part.length
    if (bytes > maxBytes) throw new RangeError('The answer is too large.')
    chunks.push(part)
  }
  return Buffer.concat(chunks).toString()
}

function noAnswer(name: string): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_INVALID_RESPONSE',
    `The subgraph ${name} answered with something that is no answer to GraphQL.`,
    {
      upstream: name,
    },
  )
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}
