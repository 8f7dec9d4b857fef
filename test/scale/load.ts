import { setTimeout as sleep } from 'node:timers/promises'

export type Question = {
  /** Left out where the gateways know the document by its hash. */
  readonly query?: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly extensions?: Readonly<Record<string, unknown>>
}

/** What one client got; what went wrong on the way is told instead of an answer. */
export type Got = { readonly status: number; readonly body: unknown } | { readonly failure: string }

export type Load = {
  /** Ends it, and gives everything that was asked for an answer: nothing is left out. */
  stop(): Promise<readonly Got[]>
}

/** So many clients, each of which asks again as soon as it was answered; of several questions, each client one. */
export function startLoad(url: string, token: string, questions: readonly Question[], clients: number): Load {
  const got: Got[] = []
  let isOver = false
  const client = async (question: Question): Promise<void> => {
    while (!isOver) got.push(await ask(url, token, question))
  }
  const all = Array.from({ length: clients }, (_, index) => questions[index % questions.length]).flatMap((question) =>
    question ? [client(question)] : [],
  )
  return {
    async stop() {
      isOver = true
      await Promise.all(all)
      return got
    },
  }
}

export async function ask(url: string, token: string, question: Question): Promise<Got> {
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-auth-token': token },
      body: JSON.stringify(question),
    })
    return { status: response.status, body: await response.json() }
  } catch (error) {
    // A client that fails at once must not become a storm.
    await sleep(10)
    return { failure: error instanceof Error ? `${error.message}: ${String(error.cause)}` : String(error) }
  }
}
