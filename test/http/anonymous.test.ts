import { Socket } from 'node:net'
import { expect, it } from 'vitest'
import { isFromThisMachine } from '../../src/http/auth.ts'
import { createHostNames } from '../../src/http/host-names.ts'
import { startGateway } from './gateway.ts'

it('asks for no token on the demo cloud, where the client is this machine', async () => {
  await using gateway = await startGateway({ isDemo: true })
  const reply = await gateway.ask(
    '{ cloud { name isDemo } servers(first: 1) { nodes { id pciDevices { address } } } }',
    {
      as: null,
    },
  )
  expect(reply.errors).toEqual([])
  expect(reply.data).toMatchObject({ cloud: { name: expect.stringContaining('demo') as unknown, isDemo: true } })
})

it('looks at a token all the same where one is sent', async () => {
  await using gateway = await startGateway({ isDemo: true })
  expect((await gateway.ask('{ cloud { name } }', { token: 'made-up' })).status).toBe(401)
  const asAlice = await gateway.ask('{ cloud { partial } }', { as: 'alice' })
  expect(asAlice.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }])
})

it.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['10.0.0.5', false],
  ['::ffff:10.0.0.5', false],
  ['2001:db8::127', false],
  ['1127.0.0.1', false],
  // The client has gone already.
  [undefined, false],
])('takes a client at %s for this machine: %s', (remoteAddress, expected) => {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress })
  expect(isFromThisMachine({ socket, headers: { host: 'localhost:4000' } }, createHostNames([]))).toBe(expected)
})
