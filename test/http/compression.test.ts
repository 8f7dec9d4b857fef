import { gunzipSync } from 'node:zlib'
import { request } from 'undici'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startGateway, type Gateway } from './gateway.ts'

const LONG = '{ pciDevices(first: 50) { nodes { id address status } } }'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function ask(query: string, acceptEncoding?: string) {
  const { headers, body } = await request(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-auth-token': await gateway.token('admin'),
      ...(acceptEncoding !== undefined && { 'accept-encoding': acceptEncoding }),
    },
    body: JSON.stringify({ query }),
  })
  return { headers, bytes: Buffer.from(await body.arrayBuffer()) }
}

it.each(['gzip', 'br, gzip;q=0.5', '*'])('compresses a long answer for who accepts %s', async (accepted) => {
  const plain = await ask(LONG)
  const { headers, bytes } = await ask(LONG, accepted)
  expect(headers).toMatchObject({
    'content-encoding': 'gzip',
    'content-length': String(bytes.length),
    'content-type': plain.headers['content-type'],
    vary: expect.stringMatching(/accept-encoding/) as unknown,
  })
  expect(bytes.length).toBeLessThan(plain.bytes.length / 2)
  expect(gunzipSync(bytes).toString()).toBe(plain.bytes.toString())
})

it.each([undefined, 'br', 'identity', 'gzip;q=0'])('sends it as it is to who accepts %s', async (accepted) => {
  const { headers, bytes } = await ask(LONG, accepted)
  expect(headers['content-encoding']).toBeUndefined()
  expect(headers['content-length']).toBe(String(bytes.length))
  expect(JSON.parse(bytes.toString())).toHaveProperty('data.pciDevices')
})

it('leaves short answers alone', async () => {
  const { headers } = await ask('{ cloud { name } }', 'gzip')
  expect(headers['content-encoding']).toBeUndefined()
})
