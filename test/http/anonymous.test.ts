import { expect, it } from 'vitest'
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
