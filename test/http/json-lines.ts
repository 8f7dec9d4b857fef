import type { LoggedLine, Gateway } from './gateway.ts'
import type { UserName } from '../support/graph.ts'

/** The last line of an answer in lines. */
export type LastLine = {
  readonly '@complete': boolean
  readonly count: number
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: { readonly code: string; readonly affected?: number }
  }[]
  readonly endCursor?: string
  readonly extensions?: {
    readonly upstream: { readonly total: number }
    readonly cost?: { readonly estimate: number; readonly actual: number; readonly max: number }
  }
}

export type LinesReply = {
  readonly status: number
  readonly headers: Headers
  readonly items: readonly Record<string, unknown>[]
  readonly last: LastLine
}

export type LinesOptions = {
  /** Null: nobody. */
  readonly as?: UserName | null
  readonly token?: string
  readonly variables?: object
  readonly operationName?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Asks for lines as a client does; the body is still to be read. */
export async function openLines(gateway: Gateway, query: string, options: LinesOptions = {}): Promise<Response> {
  const { as = 'admin', variables, operationName, headers, signal } = options
  const token = options.token ?? (as === null ? undefined : await gateway.token(as))
  return fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/jsonl',
      ...(token !== undefined && { 'x-auth-token': token }),
      ...headers,
    },
    body: JSON.stringify({ query, variables, operationName }),
    ...(signal && { signal }),
  })
}

export async function askLines(gateway: Gateway, query: string, options: LinesOptions = {}): Promise<LinesReply> {
  return readLines(await openLines(gateway, query, options))
}

/** Every line of an answer is an object, and the last one alone has `@complete`. */
export async function readLines(response: Response): Promise<LinesReply> {
  const text = await response.text()
  if (!text.endsWith('\n')) throw new Error(`The last line has no end: ${text.slice(-200)}`)
  const lines = text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  const last = lines.pop()
  if (last === undefined || !('@complete' in last) || lines.some((line) => '@complete' in line)) {
    throw new Error(`Not one last line: ${text.slice(-200)}`)
  }
  const { status, headers } = response
  return { status, headers, items: lines, last: last as LastLine }
}

/** What the log has of questions that were answered. */
export function answered(logged: readonly LoggedLine[]) {
  return logged.filter(({ message }) => message === 'answered').map(({ attributes }) => attributes)
}
