import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type Gateway } from './gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

/** As many as there are: a new version of the audit that asks for more, or less, shall be looked at. */
const AUDITS = 61

/** The audit of the GraphQL over HTTP specification, with a token: without one it would only ever meet the door. */
const audits = serverAudits({
  url: () => `${gateway.url}/graphql`,
  fetchFn: async (url: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    headers.set('x-auth-token', await gateway.token('admin'))
    return fetch(url, { ...init, headers })
  },
})

describe('GraphQL over HTTP', () => {
  it('has all audits of what it must, should and may do, each once', () => {
    expect(new Set(audits.map(({ id }) => id)).size).toBe(AUDITS)
    expect(audits).toHaveLength(AUDITS)
  })

  it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn()
    expect(result).toMatchObject({ status: 'ok' })
  })
})
