import { Agent, type Dispatcher } from 'undici'
import { nothingHeard, type Attempt, type Exchange } from './exchange.ts'
import { transportError } from './transport-error.ts'

/** The head of an answer that comes in parts, and its parts. */
export type Opened = { readonly attempt: Attempt; readonly parts: AsyncIterable<Uint8Array> | null }

/** For answers that last as long as somebody listens: no limit of time or size but for their heads. */
export function createStreamAgent(options: { readonly timeoutMs: number; readonly connect: object }): Agent {
  return new Agent({ headersTimeout: options.timeoutMs, bodyTimeout: 0, connect: options.connect })
}

/** Sends one request and waits for the head of the answer. */
export async function openStream(sent: Omit<Exchange, 'as'>): Promise<Opened> {
  const { agent, name, url, method, headers, body, signal } = sent
  try {
    const response: Dispatcher.ResponseData = await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers,
      body,
      signal,
    })
    const attempt: Attempt = {
      ...nothingHeard(null),
      status: response.statusCode,
      headers: { 'content-type': String(response.headers['content-type'] ?? '') },
    }
    return { attempt, parts: response.body }
  } catch (cause) {
    const { maxResponseBytes, timeoutMs } = sent
    const { error, connectionLost } = transportError(cause, {
      ...{ name, status: null, requestId: undefined, maxResponseBytes, timeoutMs },
    })
    return { attempt: { ...nothingHeard(error), connectionLost }, parts: null }
  }
}
