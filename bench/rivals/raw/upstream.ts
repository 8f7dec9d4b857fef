import { Agent } from 'undici'
import { HttpFault } from './http-fault.ts'

export type Upstream = {
  /** The text of an answer with status 200. @throws HttpFault */
  get(url: string, headers: Readonly<Record<string, string>>): Promise<string>
  close(): Promise<void>
}

/** With the time and size limits that the gateway has for its calls. */
export function createUpstream(): Upstream {
  const agent = new Agent({
    connections: 32,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    maxResponseSize: 64 * 1024 * 1024,
    connect: { timeout: 5000 },
  })
  return {
    async get(url, headers) {
      const slash = url.indexOf('/', 'https://'.length)
      const { statusCode, body } = await agent
        .request({ origin: url.slice(0, slash), path: url.slice(slash), method: 'GET', headers })
        .catch(() => {
          throw new HttpFault(503, 'The cloud does not answer')
        })
      const text = await body.text()
      if (statusCode === 200) return text
      throw new HttpFault(statusCode === 401 || statusCode === 403 ? statusCode : 502, `The cloud says ${statusCode}`)
    },
    close: () => agent.destroy(),
  }
}
