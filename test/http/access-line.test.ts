import { expect, it } from 'vitest'
import { startGateway } from './gateway.ts'

it('logs one line for each question: its name, who asked, how it went and what it cost', async () => {
  await using gateway = await startGateway()
  const reply = await gateway.ask('query Inventory { servers(first: 2) { nodes { name pciDevices { address } } } }')
  const lines = gateway.logged.filter(({ message }) => message === 'answered')
  expect(lines).toMatchObject([
    {
      level: 'info',
      attributes: {
        operation: 'Inventory',
        status: 200,
        ms: expect.any(Number) as unknown,
        upstreamCalls: 2,
        statements: 1,
        userId: gateway.demo.users.admin.id,
        projectId: 'demo',
        requestId: reply.headers.get('x-openstack-request-id'),
      },
    },
  ])
  expect(lines[0]?.attributes.requestId).toMatch(/^req-[0-9a-f-]{36}$/)
})

it("gives the request's own name to every call to Nova, so that its log and ours can be read together", async () => {
  await using gateway = await startGateway()
  await gateway.token('admin')
  gateway.demo.calls.clear()
  const reply = await gateway.ask('{ servers(first: 2) { nodes { name hypervisor { hostname } } } }')
  // Nova's versions are asked for by nobody in particular.
  const toNova = gateway.demo.calls.filter(({ service, path }) => service === 'nova' && path !== '/v2.1/')
  expect(toNova.length).toBeGreaterThan(1)
  expect(new Set(toNova.map(({ requestId }) => requestId))).toEqual(
    new Set([reply.headers.get('x-openstack-request-id')]),
  )
})

it('tells the codes of what went wrong, also of a request that came no further than the door', async () => {
  await using gateway = await startGateway()
  await gateway.ask('{ pciDevices { nodes { id } } cloud { partial } }', { as: 'alice' })
  await gateway.ask('{ cloud { name } }', { as: null })
  await gateway.ask('{ nonsense }')
  const lines = gateway.logged.filter(({ message }) => message === 'answered')
  expect(lines.map(({ attributes }) => [attributes.status, attributes.codes])).toEqual([
    [200, ['FORBIDDEN']],
    [401, ['UNAUTHENTICATED']],
    [400, ['GRAPHQL_VALIDATION_FAILED']],
  ])
})

it('never logs the document or its variables, and cuts a name that is no name', async () => {
  await using gateway = await startGateway()
  const name = `N${'x'.repeat(5000)}`
  await gateway.ask(`query ${name}($id: ID!) { server(id: $id) { secretAlias: name } }`, {
    variables: { id: 'my-secret-value' },
  })
  for (const { text } of gateway.logged) {
    expect(text).not.toMatch(/secretAlias|my-secret-value/)
    expect(text.length).toBeLessThan(1500)
  }
})
