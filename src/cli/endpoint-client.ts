import { Agent, request } from 'undici'
import type { CloudConfig } from '../sources/keystone/cloud-config.ts'
import { decodeAnswer } from './answer-body.ts'
import type { Client, Question } from './client.ts'
import { CommandFailure } from './failure.ts'
import { bodyOf, headersOf, LINES } from './graphql-request.ts'
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
      const { statusCode, body } = await send(question, signal)
      const answer = decodeAnswer(await orTold(body.text(), signal))
      if (answer !== null) return answer
      throw noGraphql(statusCode)
    },
    async askLines(question, signal) {
      const { statusCode, headers, body } = await send(question, signal, LINES)
      if (String(headers['content-type']).startsWith(LINES)) return pieces(body, signal)
      const answer = decodeAnswer(await orTold(body.text(), signal))
      if (answer === null && statusCode !== 406) throw noGraphql(statusCode)
      throw new CommandFailure(1, `${capital(place)} does not send lists as lines: it is older than this command.`)
    },
    async close() {
      await Promise.all([agent.destroy(), signIn?.close()])
    },
  }

  async function send(question: Question, signal: AbortSignal, accept?: string) {
    const token = signIn === null ? null : await signIn.token(signal)
    const headers = headersOf(question, token, accept)
    return orTold(request(url, { method: 'POST', headers, body: bodyOf(question), signal, dispatcher: agent }), signal)
  }

  async function* pieces(body: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      yield* body
    } catch (cause) {
      throw told(cause, signal)
    }
  }

  async function orTold<Value>(value: Promise<Value>, signal: AbortSignal): Promise<Value> {
    return value.catch((cause: unknown) => {
      throw told(cause, signal)
    })
  }

  function told(cause: unknown, signal: AbortSignal): CommandFailure {
    signal.throwIfAborted()
    return new CommandFailure(5, `${capital(place)} ${reasonOf(cause)}`, { cause })
  }

  function noGraphql(statusCode: number): CommandFailure {
    const busy = statusCode === 502 || statusCode === 503 || statusCode === 504
    return new CommandFailure(
      busy ? 5 : 1,
      `${capital(place)} answered with status ${statusCode} and no GraphQL: is its address right? It is the gateway's root, or ends in /graphql.`,
    )
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
