/** An answer of Nova, or of the gateway in its place. */
export type Answer<Body> = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Body
}

export type AskOptions = {
  readonly token?: string | null
  readonly microversion?: string | null
  readonly method?: string
  readonly json?: object
}

/** One request as a client of Nova sends it; a redirect is an answer too. `Body`: the form of JSON that the test expects. */
export async function ask<Body = unknown>(
  origin: string,
  path: string,
  { token = null, microversion = null, method = 'GET', json }: AskOptions = {},
): Promise<Answer<Body>> {
  const response = await fetch(`${origin}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      ...(token !== null && { 'x-auth-token': token }),
      ...(microversion !== null && { 'openstack-api-version': `compute ${microversion}` }),
      ...(json && { 'content-type': 'application/json' }),
    },
    ...(json && { body: JSON.stringify(json) }),
    signal: AbortSignal.timeout(60_000),
  })
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json')
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && text !== '' ? JSON.parse(text) : null) as Body,
  }
}
