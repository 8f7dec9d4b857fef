import type { Plugin } from 'graphql-yoga'
import { newRequestId } from '../model/call.ts'
import type { Tracer } from '../model/span.ts'
import { callerKey, type Admission } from './admission.ts'
import { callerOf, isFromThisMachine, type AnonymousToken, type Authenticate } from './auth.ts'
import type { ServerContext } from './graphql.ts'
import type { HostNames } from './host-names.ts'
import type { Question, Questions } from './question.ts'
import type { RateLimit } from './rate-limit.ts'
import { createReceipt } from './receipt.ts'
import { startRequestSignal } from './request-signal.ts'

type Options = {
  /** Null: nobody is signed in, and nobody needs to be: there is nothing of the cloud here. */
  readonly authenticate: Authenticate | null
  /** For requests that bear no token and come from this very machine, to a name of it. Null: there is no such thing. */
  readonly anonymous: AnonymousToken | null
  readonly hosts: HostNames
  readonly tracer: Tracer
  readonly admission: Admission
  /** Null: nobody's requests are counted. */
  readonly rateLimit: RateLimit | null
  readonly limits: { readonly requestTimeoutMs: number }
}

/** Opens the question and says whose it is, before the body is read: a stranger's document is not even parsed. */
export function useSignIn(
  { authenticate, anonymous, hosts, tracer, admission, rateLimit, limits }: Options,
  questions: Questions,
): Plugin<object, ServerContext> {
  return {
    async onRequestParse({ request, serverContext }) {
      const receipt = createReceipt()
      const time = startRequestSignal(request.signal, limits.requestTimeoutMs)
      const id = newRequestId()
      const question: Question = {
        id,
        startedAt: performance.now(),
        receipt,
        time,
        span: tracer(`${request.method} /graphql`, request.headers.get('traceparent') ?? undefined, {
          'http.request.method': request.method,
          'http.route': '/graphql',
          'openstack.request_id': id,
        }),
        leave: () => undefined,
        caller: null,
        access: null,
        operation: undefined,
        codes: [],
        lines: null,
      }
      questions.set(request, question)
      const errand = { signal: time.signal, receipt, requestId: id, span: question.span }
      const anonymousHere = isFromThisMachine(serverContext.req, hosts) ? anonymous : null
      const caller = authenticate === null ? null : await callerOf(request.headers, authenticate, anonymousHere, errand)
      if (caller !== null) await rateLimit?.spend(callerKey(caller))
      question.leave = await admission.enter(caller === null ? '' : callerKey(caller), time.signal)
      // Nobody hears the answer of one that is given up, so that it may never come.
      time.signal.addEventListener('abort', question.leave, { once: true })
      question.caller = caller
    },
    onResponse({ request }) {
      const question = questions.get(request)
      if (question === undefined) return
      const leave = () => {
        question.time.stop()
        question.leave()
      }
      if (question.lines === null) leave()
      else void question.lines.sent.then(leave)
    },
  }
}
