import type { z } from 'zod'

/** What a service said to one caller: the value, or the status and the words with which it refused. */
export type Answer<Value> =
  | { readonly status: 200; readonly value: Value; readonly message: null }
  | { readonly status: number; readonly value: null; readonly message: string }

/** A GET as the caller of `token`. A refusal is an answer too; only no answer, and a body of no known shape, throw. */
export async function ask<Value>(
  url: string,
  token: string,
  microversion: string | null,
  body: z.ZodType<Value>,
): Promise<Answer<Value>> {
  const headers = {
    'X-Auth-Token': token,
    Accept: 'application/json',
    ...(microversion === null ? {} : { 'OpenStack-API-Version': microversion }),
  }
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(60_000) })
  const text = await response.text()
  if (response.status !== 200) return { status: response.status, value: null, message: text }
  return { status: 200, value: body.parse(JSON.parse(text)), message: null }
}

/** The value of an answer that must be one. */
export function valueOf<Value>(answer: Answer<Value>, what: string): Value {
  if (answer.message !== null) throw new Error(`${what}: ${answer.status} ${answer.message}`)
  return answer.value
}
