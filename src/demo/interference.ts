import type { DemoReply, DemoRequest } from './exchange.ts'

/** What a test does to one request. Undefined or null: nothing. */
export type Interfere = (request: DemoRequest) => Interference | null | undefined

export type Interference =
  /** Never answer. */
  | { readonly kind: 'hang' }
  /** Drop the connection, before anything was answered. */
  | { readonly kind: 'reset' }
  /** Announce the whole answer, send only so much of it, and drop the connection. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  | { readonly kind: 'delay'; readonly ms: number }
  /** This instead: a 503, a proxy's page, … */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly body: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** The real answer, changed. */
  | { readonly kind: 'change'; readonly change: (body: unknown) => unknown }

/** A proxy's page, the way HAProxy says it. */
export const PROXY_ERROR: Interference = {
  kind: 'answer',
  status: 503,
  headers: { 'content-type': 'text/html' },
  body: '<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n',
}

export function changeReply(reply: DemoReply, change: (body: unknown) => unknown): DemoReply {
  const body: unknown = reply.body === null ? null : JSON.parse(reply.body.toString())
  return { ...reply, body: JSON.stringify(change(body)) }
}
