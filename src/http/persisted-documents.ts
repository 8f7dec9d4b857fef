import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { z } from 'zod'
import { createBoundedCache } from '../model/bounded-cache.ts'
import { sha256, type SharedDocuments } from './shared-documents.ts'

export type PersistedDocuments = {
  /** Documents by their ids: the operator's own list. */
  readonly trusted: ReadonlyMap<string, string>
  /** Answer these and nothing else. */
  readonly trustedOnly: boolean
}

/** As many as a handful of applications have; a name that falls out is sent again. */
const REGISTERED = { entries: 1000, weight: 4_000_000, weigh: (_hash: string, text: string) => text.length }

const ByHash = z.looseObject({ persistedQuery: z.looseObject({ sha256Hash: z.string() }) })

/**
 * Documents by their hashes, so that a question costs a client one line: `extensions.persistedQuery.sha256Hash`, as automatic
 * persisted queries have it (the server learns a document when it comes with its hash), and `documentId`, as the persisted documents
 * of GraphQL over HTTP do. What one gateway learns, all of them know, where there is something that they share.
 */
export function usePersistedDocuments(
  { trusted, trustedOnly }: PersistedDocuments,
  shared: SharedDocuments | null,
): Plugin {
  const registered = createBoundedCache<string, string>(REGISTERED)
  const trustedTexts = new Set(trusted.values())
  /** What came with its hash, until it is known to be worth keeping. */
  const offered = new WeakMap<Request, { readonly hash: string; readonly text: string }>()

  return {
    onParams({ request, params, setParams }) {
      const { extensions } = params
      // A body can have anything there. By GraphQL over HTTP, null is as if it were not; of what else is no text Yoga says so.
      const query = (params.query as unknown) ?? undefined
      const documentId: unknown = ('documentId' in params ? params.documentId : null) ?? undefined
      if (documentId !== undefined && typeof documentId !== 'string') throw noId()
      const id = documentId ?? ByHash.safeParse(extensions).data?.persistedQuery.sha256Hash
      if (id !== undefined && query === undefined) {
        const known = trusted.get(id) ?? registered.get(bare(id))
        if (known !== undefined) {
          setParams({ ...params, query: known })
          return
        }
        if (trustedOnly || shared === null) throw notFound(trustedOnly)
        return shared.get(bare(id)).then((learned) => {
          if (learned === null) throw notFound(trustedOnly)
          registered.set(bare(id), learned)
          setParams({ ...params, query: learned })
        })
      }
      if (query === undefined) throw noQuery()
      if (trustedOnly) {
        if (!(typeof query === 'string' && trustedTexts.has(query))) throw notTrusted()
        return
      }
      if (id === undefined || typeof query !== 'string') return
      if (sha256(query) !== bare(id)) throw mismatch()
      offered.set(request, { hash: bare(id), text: query })
    },
    onValidate: ({ context: { request } }) => {
      const document = offered.get(request)
      if (document === undefined) return
      return ({ valid }) => {
        // What is refused is refused again, and would take up the room of others.
        if (!valid) return
        registered.set(document.hash, document.text)
        shared?.set(document.hash, document.text)
      }
    },
  }
}

/** `sha256:…`, as document ids are written, and the hash alone mean the same. */
function bare(id: string): string {
  return id.replace(/^sha256:/, '').toLowerCase()
}

function notFound(trustedOnly: boolean): GraphQLError {
  // Clients of the protocol look for these very words, and send the document along then.
  const message = trustedOnly ? 'No document of this id is on the list of this gateway.' : 'PersistedQueryNotFound'
  const code = trustedOnly ? 'DOCUMENT_NOT_TRUSTED' : 'PERSISTED_QUERY_NOT_FOUND'
  return new GraphQLError(message, { extensions: { code, http: { status: 404, spec: true } } })
}

function notTrusted(): GraphQLError {
  return new GraphQLError('This gateway answers the documents on its list and no others: send the id of one of them.', {
    extensions: { code: 'DOCUMENT_NOT_TRUSTED', http: { status: 403, spec: true } },
  })
}

/** No matter what the client takes: it is not about the answer that it asked for. */
function noQuery(): GraphQLError {
  return new GraphQLError('There is no query: send { "query": "{ … }" }, or the id of a document.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  })
}

function noId(): GraphQLError {
  return new GraphQLError('documentId is no text: send the id of a document, as "sha256:…" or as it is on the list.', {
    extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
  })
}

function mismatch(): GraphQLError {
  return new GraphQLError('The sha256Hash is not that of the document that came with it.', {
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } },
  })
}
