import type { Plugin } from 'graphql-yoga'
import type { Log } from '../../model/log.ts'
import type { Page } from './page.ts'

/** Shows the page to whoever asks `/graphql` for HTML, signed in or not: nothing in it is the cloud's. */
export function usePage(page: () => Promise<Page>, log: Log): Plugin {
  return {
    async onRequest(exchange) {
      const { request, fetchAPI } = exchange
      if (request.method !== 'GET' || !prefersHtml(request.headers.get('accept') ?? '')) return
      try {
        const { html, gzipped, headers } = await page()
        if (request.headers.get('if-none-match') === headers.etag) {
          exchange.endResponse(new fetchAPI.Response(null, { status: 304, headers }))
        } else if (weightsOf(request.headers.get('accept-encoding') ?? '').get('gzip')) {
          const packed = { ...headers, 'content-encoding': 'gzip' }
          exchange.endResponse(new fetchAPI.Response(gzipped, { headers: packed }))
        } else exchange.endResponse(new fetchAPI.Response(html, { headers }))
      } catch (err) {
        log.error({ err }, 'the page for browsers could not be made')
        const text = 'The page could not be made. The log says why; questions are answered all the same.'
        exchange.endResponse(new fetchAPI.Response(text, { status: 500, headers: { 'content-type': 'text/plain' } }))
      }
    },
  }
}

/** As browsers do; not who would rather have an answer. */
function prefersHtml(accept: string): boolean {
  const weights = weightsOf(accept)
  const html = weights.get('text/html') ?? 0
  return html > 0 && ANSWERS.every((type) => (weights.get(type) ?? 0) <= html)
}

const ANSWERS = ['application/json', 'application/graphql-response+json']

/** What a header of preferences names, and how much each is wanted, from 0 to 1. */
function weightsOf(header: string): ReadonlyMap<string, number> {
  return new Map(
    header.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase())
      const weight = parameters.find((parameter) => parameter.startsWith('q='))
      return [name, weight === undefined ? 1 : Number(weight.slice(2)) || 0] as const
    }),
  )
}
