import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type Gateway } from './gateway.ts'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

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
  it('has audits for what it must, should and may do', () => {
    expect(audits.length).toBeGreaterThan(50)
  })

  it.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_name, audit) => {
    const result = await audit.fn()
    expect(result).toMatchObject({ status: 'ok' })
  })
})
