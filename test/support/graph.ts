import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { print } from 'graphql'
import { createApp, type App } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { startDemoCloud, type DemoCloud, type DemoCloudOptions, type DemoUsers } from '../../src/demo/demo-cloud.ts'
import type { ReceiptSummary } from '../../src/http/receipt.ts'
import { accessTo } from '../../src/open-cloud.ts'
import { createLog } from '../../src/telemetry/log.ts'

export type UserName = keyof DemoUsers

/** A demo cloud with the gateway in front of it, asked as a client would: a request in, an answer out. */
export type Graph = {
  readonly demo: DemoCloud
  readonly app: App
  /** Asks as a user of the demo cloud; as `null` without a token. */
  ask<Data>(document: TypedDocumentNode<Data, never> | string, options?: AskOptions): Promise<Answer<Data>>
  token(user: UserName): Promise<string>
  [Symbol.asyncDispose](): Promise<void>
}

export type AskOptions = {
  /** @default 'admin' */
  readonly as?: UserName | null
  readonly token?: string
  readonly variables?: object
  readonly headers?: Readonly<Record<string, string>>
}

export type Answer<Data> = {
  readonly status: number
  readonly data: Data | null | undefined
  readonly errors: readonly AnswerError[]
  readonly upstream: ReceiptSummary
}

export type AnswerError = {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions: { readonly code: string; readonly [name: string]: unknown }
}

export async function startGraph(
  options: DemoCloudOptions & { readonly env?: NodeJS.ProcessEnv; readonly withoutCells?: boolean } = {},
): Promise<Graph> {
  const demo = await startDemoCloud(options)
  const access = accessTo(demo)
  const config = readConfig({ env: { PCIGRAPH_PROBE_CELLS: 'false', ...options.env }, argv: [] })
  // A real cloud's manners: the demo's own sign-in without a token is tested where it belongs.
  const app = createApp(
    { ...access, cells: options.withoutCells ? [] : access.cells, isDemo: false },
    config,
    createLog('silent'),
  )
  const tokens = new Map<UserName, Promise<string>>()
  const token = (user: UserName): Promise<string> => {
    const known = tokens.get(user) ?? signIn(demo, user)
    tokens.set(user, known)
    return known
  }

  return {
    demo,
    app,
    token,
    async ask<Data>(document: TypedDocumentNode<Data, never> | string, ask: AskOptions = {}): Promise<Answer<Data>> {
      const bearer = ask.token ?? (ask.as === null ? undefined : await token(ask.as ?? 'admin'))
      const response = await app.graphql.fetch('http://pcigraph/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          'x-pcigraph-receipt': '1',
          ...(bearer !== undefined && { 'x-auth-token': bearer }),
          ...ask.headers,
        },
        body: JSON.stringify({
          query: typeof document === 'string' ? document : print(document),
          variables: ask.variables,
        }),
      })
      // What a client gets is JSON of this form; each test says what it expects of it.
      const body = (await response.json()) as {
        data?: Data | null
        errors?: AnswerError[]
        extensions?: { upstream: ReceiptSummary }
      }
      return {
        status: response.status,
        data: body.data,
        errors: body.errors ?? [],
        upstream: body.extensions?.upstream ?? { calls: [], sql: [], total: 0 },
      }
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await demo.close()
    },
  }
}

/** A token of the demo's Keystone: on the user's project, on the system, or on nothing. */
export async function signIn(demo: DemoCloud, user: UserName, scope?: object): Promise<string> {
  const account = demo.users[user]
  const response = await fetch(`${demo.authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { id: account.id, password: account.password } } },
        scope:
          scope ?? (account.projectId === null ? { system: { all: true } } : { project: { id: account.projectId } }),
      },
    }),
  })
  const token = response.headers.get('x-subject-token')
  if (token === null) throw new Error(`The demo's Keystone gave ${user} no token: ${response.status}`)
  return token
}

/** How many calls went to an upstream. */
export function countOf(answer: Pick<Answer<unknown>, 'upstream'>, upstream: string): number {
  return answer.upstream.calls.find((call) => call.upstream === upstream)?.count ?? 0
}
