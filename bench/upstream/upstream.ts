import { z } from 'zod'
import { ask, nextMessage, startChild, stopChild } from '../runner/child.ts'

export const SIZE = { servers: 10_000, devices: 40_000, hypervisors: 500 } as const

const upstreamReady = z.object({
  authUrl: z.string(),
  cells: z.array(z.object({ name: z.string(), path: z.string() })),
  user: z.object({ id: z.string(), password: z.string(), projectId: z.string() }),
})

/** How the cloud is reached: by what an operator would be given of it. */
export type UpstreamReady = z.infer<typeof upstreamReady>

export type Upstream = UpstreamReady & {
  readonly computeUrl: string
  /** The token that every question is asked with. */
  readonly token: string
  /** Calls that were answered since they were last forgotten. */
  countCalls(): Promise<number>
  forgetCalls(): Promise<void>
  stop(): Promise<void>
}

/** Starts the demo cloud and signs in. */
export async function startUpstream({ latencyMs }: { readonly latencyMs: number }): Promise<Upstream> {
  const child = startChild('upstream', [new URL('main.ts', import.meta.url).pathname, String(latencyMs)], {})
  try {
    const ready = upstreamReady.parse(await nextMessage(child))
    return {
      ...ready,
      ...(await signIn(ready)),
      countCalls: async () => z.object({ calls: z.number() }).parse(await ask(child, 'calls')).calls,
      forgetCalls: async () => void (await ask(child, 'forget calls')),
      stop: () => stopChild(child),
    }
  } catch (error) {
    await stopChild(child)
    throw error
  }
}

const catalogBody = z.object({
  token: z.object({
    catalog: z.array(
      z.object({ type: z.string(), endpoints: z.array(z.object({ interface: z.string(), url: z.string() })) }),
    ),
  }),
})

async function signIn({ authUrl, user }: UpstreamReady): Promise<{ token: string; computeUrl: string }> {
  const response = await fetch(`${authUrl}/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { id: user.id, password: user.password } } },
        scope: { project: { id: user.projectId } },
      },
    }),
  })
  const token = response.headers.get('x-subject-token')
  if (token === null) throw new Error(`The demo cloud's Keystone gave no token: ${response.status}`)
  const { catalog } = catalogBody.parse(await response.json()).token
  const endpoints = catalog.find(({ type }) => type === 'compute')?.endpoints ?? []
  const computeUrl = endpoints.find((endpoint) => endpoint.interface === 'public')?.url
  if (computeUrl === undefined) throw new Error("The demo cloud's catalog has no public compute endpoint")
  return { token, computeUrl }
}
