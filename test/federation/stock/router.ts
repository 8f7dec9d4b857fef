/** Something that answers questions to a supergraph. */
export type Router = {
  readonly ask: (query: string, options?: AskRouter) => Promise<RouterAnswer>
  [Symbol.asyncDispose](): Promise<void>
}

export type AskRouter = {
  readonly variables?: Readonly<Record<string, unknown>>
  /** Sent as X-Auth-Token. */
  readonly token?: string
}

export type RouterAnswer = {
  readonly data: unknown
  readonly errors: readonly RouterError[]
}

export type RouterError = {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** Sends one question over HTTP, as any client does. */
export async function askOverHttp(
  send: (body: string, headers: Record<string, string>) => Response | Promise<Response>,
  query: string,
  { variables, token }: AskRouter = {},
): Promise<RouterAnswer> {
  const response = await send(JSON.stringify({ query, variables }), {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(token !== undefined && { 'x-auth-token': token }),
  })
  // What a client gets is JSON of this form; each test says what it expects of it.
  const { data, errors } = (await response.json()) as { data?: unknown; errors?: readonly RouterError[] }
  return { data: data ?? null, errors: errors ?? [] }
}
