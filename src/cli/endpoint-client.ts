import { Agent, request } from 'undici'
import type { CloudConfig } from '../sources/keystone/cloud-config.ts'
import { decodeAnswer } from './answer-body.ts'
import type { Client } from './client.ts'
import { CommandFailure } from './failure.ts'
import { bodyOf, headersOf } from './graphql-request.ts'
import type { SignIn } from './sign-in.ts'

/** A gateway that runs, asked with the user's own token. */
export function openEndpointClient(options: {
  readonly endpoint: string
  readonly tls: CloudConfig['tls']
  /** Null: no cloud is configured, so that there is no token; a demo gateway asks for none. */
  readonly signIn: SignIn | null
  readonly timeoutMs: number
}): Client {
  const { signIn, tls, timeoutMs } = options
  const url = graphqlUrl(options.endpoint)
  const place = `the gateway at ${url.origin}`
  const agent = new Agent({
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: {
      timeout: 5000,
      ...(tls.ca !== undefined && { ca: tls.ca }),
      ...(tls.cert !== undefined && { cert: tls.cert }),
      ...(tls.key !== undefined && { key: tls.key }),
      ...(tls.verify === false && { rejectUnauthorized: false }),
    },
  })

  return {
    place,
    async ask(question, signal) {
      const token = signIn === null ? null : await signIn.token(signal)
      const { statusCode, text } = await send(headersOf(question, token), bodyOf(question), signal)
      const answer = decodeAnswer(text)
      if (answer !== null) return answer
      const busy = statusCode === 502 || statusCode === 503 || statusCode === 504
      throw new CommandFailure(
        busy ? 5 : 1,
        `${capital(place)} answered with status ${statusCode} and no GraphQL: is its address right? It is the gateway's root, or ends in /graphql.`,
      )
    },
    async close() {
      await Promise.all([agent.destroy(), signIn?.close()])
    },
  }

  async function send(headers: Record<string, string>, body: string, signal: AbortSignal) {
    try {
      const response = await request(url, { method: 'POST', headers, body, signal, dispatcher: agent })
      return { statusCode: response.statusCode, text: await response.body.text() }
    } catch (cause) {
      signal.throwIfAborted()
      throw new CommandFailure(5, `${capital(place)} ${reasonOf(cause)}`, { cause })
    }
  }
}

/** The gateway's root, or its `/graphql`. @throws CommandFailure for what is no address. */
function graphqlUrl(endpoint: string): URL {
  const url = URL.parse(endpoint)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new CommandFailure(
      2,
      "The endpoint is no http or https URL: --endpoint (or PCIGRAPH_ENDPOINT) is a gateway's address, such as http://127.0.0.1:4000.",
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new CommandFailure(
      2,
      'The endpoint holds a user or password: the gateway takes tokens, from OS_* or OS_CLOUD.',
    )
  }
  const path = url.pathname.replace(/\/+$/, '')
  url.pathname = path.endsWith('/graphql') ? path : `${path}/graphql`
  url.search = ''
  url.hash = ''
  return url
}

function reasonOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  switch (code) {
    case 'ECONNREFUSED':
      return 'refuses connections: is it running, and is the port right?'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'cannot be found: its host name does not resolve.'
    case 'UND_ERR_CONNECT_TIMEOUT':
      return 'does not take a connection within 5 s.'
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return 'did not answer in time.'
    case 'UND_ERR_SOCKET':
    case 'ECONNRESET':
      return 'closed the connection in the middle of the answer.'
    default:
      return /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL/.test(code)
        ? `has a TLS certificate that is not accepted (${code}): name its authority in OS_CACERT.`
        : `cannot be reached (${code || 'unknown error'}).`
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
