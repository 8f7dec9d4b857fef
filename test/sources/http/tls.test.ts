import { createServer } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { expect, it } from 'vitest'
import type { UpstreamTls } from '../../../src/sources/http/upstream.ts'
import { SELF_SIGNED } from '../../support/upstream/self-signed.ts'
import { testUpstream } from '../../support/upstream/upstream.ts'

/** What a server with the self-signed certificate answers: whether the client showed a certificate of its own. */
async function ask(tls?: UpstreamTls): Promise<unknown> {
  const server = createServer({ ...SELF_SIGNED, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const certificate = (request.socket as TLSSocket).getPeerCertificate()
    response.end(JSON.stringify({ clientCertificate: 'subject' in certificate }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = new URL(`https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`)
  await using upstream = testUpstream({ tls })
  try {
    return (await upstream.request({ url, signal: new AbortController().signal })).body
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

it('refuses a certificate that nobody vouches for, and says so', async () => {
  const refused = ask()
  await expect(refused).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
  await expect(refused).rejects.toThrow(/TLS certificate is not accepted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/)
})

it('accepts it with the CA bundle that vouches for it', async () => {
  expect(await ask({ ca: SELF_SIGNED.cert })).toEqual({ clientCertificate: false })
})

it('accepts any certificate where verifying is switched off', async () => {
  expect(await ask({ verify: false })).toEqual({ clientCertificate: false })
})

it("shows the client's own certificate", async () => {
  expect(await ask({ ca: SELF_SIGNED.cert, cert: SELF_SIGNED.cert, key: SELF_SIGNED.key })).toEqual({
    clientCertificate: true,
  })
})
