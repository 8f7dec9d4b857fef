import type { Plugin } from 'graphql-yoga'
import type { Log } from '../../model/log.ts'
import type { Page } from './page.ts'

/** Shows the page to whoever asks `/graphql` for HTML, signed in or not: nothing in it is the cloud's. */
export function usePage(page: () => Promise<Page>, log: Log): Plugin {
  return {
    async onRequest(exchange) {
      const { request, fetchAPI } = exchange
      if (request.method !== 'GET' || !request.headers.get('accept')?.includes('text/html')) return
      try {
        const { html, headers } = await page()
        exchange.endResponse(new fetchAPI.Response(html, { headers }))
      } catch (err) {
        log.error({ err }, 'the page for browsers could not be made')
        const text = 'The page could not be made. The log says why; questions are answered all the same.'
        exchange.endResponse(new fetchAPI.Response(text, { status: 500, headers: { 'content-type': 'text/plain' } }))
      }
    },
  }
}
