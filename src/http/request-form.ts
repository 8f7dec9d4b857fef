import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/**
 * What a request must look like to be read: GET with a query, or POST with JSON. Yoga would also take forms, which any page of
 * the web can make a browser send, and documents without variables.
 */
export function useRequestForm(): Plugin {
  return {
    onRequestParse({ request, url, requestParser, setRequestParser }) {
      if (request.method === 'POST' && (!requestParser || !isJson(request.headers.get('content-type')))) {
        throw badRequest('Send the question as JSON: { "query": … } with content-type: application/json.', 415)
      }
      const encoding = request.headers.get('content-encoding') ?? 'identity'
      if (request.method === 'POST' && encoding !== 'identity') {
        throw badRequest(`Send the question as it is: content-encoding: ${encoding} is not read here.`, 415)
      }
      if (!requestParser) return
      setRequestParser(async (given) => {
        try {
          const params = await requestParser(given)
          const documentId = request.method === 'GET' ? url.searchParams.get('documentId') : null
          // Yoga reads of a URL what it knows of; of a body all that is there.
          if (documentId === null || Array.isArray(params) || 'headers' in params) return params
          return { ...params, documentId }
        } catch (error) {
          // Yoga has words of its own for a body; of the parameters in a URL it only passes on what JSON.parse said.
          if (!(error instanceof SyntaxError)) throw error
          throw badRequest('variables and extensions in the URL must be JSON.', 400)
        }
      })
    },
  }
}

function isJson(contentType: string | null): boolean {
  const [mediaType = ''] = (contentType ?? '').split(';')
  return mediaType.trim() === 'application/json'
}

function badRequest(message: string, status: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status } } })
}
