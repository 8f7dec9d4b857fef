import { createApp } from '../app.ts'
import { openCloud } from '../open-cloud.ts'
import type { Config } from '../config.ts'
import { createLog } from '../telemetry/log.ts'
import { decodeAnswer } from './answer-body.ts'
import type { Client, Question } from './client.ts'
import { CommandFailure } from './failure.ts'
import { bodyOf, headersOf, LINES } from './graphql-request.ts'
import { signInFailure } from './sign-in.ts'

/** The graph in this very process, asked with the configured identity: nothing has to run before. */
export async function openInProcessClient(config: Config): Promise<Client> {
  const opened = await openCloud(config)
  const { cloud } = opened
  if (cloud.isDemo) {
    process.stderr.write(
      'This is the demo cloud, made up in this process: nothing of it is real. Set OS_CLOUD or OS_* for a real one.\n',
    )
  }
  // A command asks what it asks; a contract is for clients of a gateway.
  const app = createApp(cloud, { ...config, contract: null }, createLog(config.logLevel))

  return {
    place: app.cloud.name,
    async ask(question, signal) {
      const response = await send(question, signal)
      const text = await response.text()
      signal.throwIfAborted()
      const answer = decodeAnswer(text)
      if (answer === null) throw new CommandFailure(1, `The graph answered with status ${response.status} and no JSON.`)
      return answer
    },
    async askLines(question, signal) {
      const { body, status } = await send(question, signal, LINES)
      if (body === null) throw new CommandFailure(1, `The graph answered with status ${status} and nothing else.`)
      return body
    },
    async close() {
      await app.close()
      await opened.close()
    },
  }

  async function send(question: Question, signal: AbortSignal, accept?: string): Promise<Response> {
    const token = await app.ownToken(signal).catch((error: unknown) => {
      throw signInFailure(error)
    })
    return app.graphql.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: headersOf(question, token, accept),
      body: bodyOf(question),
      signal,
    })
  }
}
