import { Agent } from 'undici'
import { HttpFault } from './http-fault.ts'

/** How the rivals ask the services of the cloud. */
export type CloudClient = {
  /** The text of an answer with status 200. @throws HttpFault */
  get(url: string, headers: Readonly<Record<string, string>>): Promise<string>
  /** The same; null where there is no such thing (404). */
  find(url: string, headers: Readonly<Record<string, string>>): Promise<string | null>
  close(): Promise<void>
}

/** With the time and size limits that the gateway has for its calls. */
export function createCloudClient(): CloudClient {
  const agent = new Agent({
    connections: 32,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    maxResponseSize: 64 * 1024 * 1024,
    connect: { timeout: 5000 },
  })
  return {
    async get(url, headers) {
      const text = await ask(url, headers)
      if (text === null) throw new HttpFault(502, 'The cloud says 404')
      return text
    },
    find: ask,
    close: () => agent.destroy(),
  }

  async function ask(url: string, headers: Readonly<Record<string, string>>): Promise<string | null> {
    const slash = url.indexOf('/', 'https://'.length)
    const { statusCode, body } = await agent
      .request({ origin: url.slice(0, slash), path: url.slice(slash), method: 'GET', headers })
      .catch(() => {
        throw new HttpFault(503, 'The cloud does not answer')
      })
    const text = await body.text()
    if (statusCode === 200) return text
    if (statusCode === 404) return null
    throw new HttpFault(statusCode === 401 || statusCode === 403 ? statusCode : 502, `The cloud says ${statusCode}`)
  }
}
