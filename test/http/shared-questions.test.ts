import { expect, it, vi } from 'vitest'
import { PROXY_ERROR } from '../../src/demo/interference.ts'
import { startGateway } from './gateway.ts'

const SERVERS = 'query ($first: Int!) { servers(first: $first) { nodes { name pciDevices { id } } } }'
const asked = (first: number) => ({ variables: { first } })

it('are one where the same token asks them at the same time, and their answers are the same', async () => {
  await using gateway = await startGateway()
  await gateway.ask('{ cloud { microversions { max } } }')
  gateway.demo.latencyMs = 500
  gateway.demo.calls.clear()
  const replies = await Promise.all(Array.from({ length: 10 }, () => gateway.ask(SERVERS, asked(5))))
  expect(new Set(replies.map(({ data }) => JSON.stringify(data))).size).toBe(1)
  expect(gateway.callsTo('nova')).toEqual(['GET /v2.1/servers/detail'])
  // Each SQL statement is on one receipt.
  expect(replies.map(({ upstream }) => upstream?.total ?? 0).filter((total) => total > 0)).toEqual([2])
  expect(replies.every(({ headers }) => headers.get('x-openstack-request-id') !== null)).toBe(true)
})

it('are not one with other variables, another token, or when the first is answered', async () => {
  await using gateway = await startGateway()
  await Promise.all([gateway.token('admin'), gateway.token('alice')])
  await gateway.ask('{ cloud { microversions { max } } }')
  gateway.demo.latencyMs = 500
  gateway.demo.calls.clear()
  const [few, more, own] = await Promise.all([
    gateway.ask(SERVERS, asked(2)),
    gateway.ask(SERVERS, asked(3)),
    gateway.ask(SERVERS, { ...asked(2), as: 'alice' }),
  ])
  expect([few.text, more.text, own.text]).toHaveLength(new Set([few.text, more.text, own.text]).size)
  await gateway.ask(SERVERS, asked(2))
  expect(gateway.callsTo('nova')).toHaveLength(4)
})

it('tell all who asked what is missing, and what stands in for something else', async () => {
  await using gateway = await startGateway({ cells: 2 })
  gateway.demo.latencyMs = 500
  gateway.demo.interfere(({ service, path }) =>
    service === 'nova' && path.includes('os-hypervisors') ? PROXY_ERROR : null,
  )
  const question = '{ hypervisors(first: 1) { nodes { hostname } } }'
  const [one, other] = await Promise.all([gateway.ask(question), gateway.ask(question)])
  expect(one.errors).toMatchObject([{ path: ['hypervisors'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }])
  expect(other.errors).toEqual(one.errors)
})

it('go on for the one who stays, and end with the last who leaves', async () => {
  await using gateway = await startGateway()
  await gateway.ask('{ cloud { microversions { max } } }')
  await gateway.token('admin')
  let held = 0
  gateway.demo.interfere(({ path }) => {
    if (!path.endsWith('/servers/detail')) return null
    held += 1
    return { kind: 'delay', ms: 1000 }
  })
  const clients = [new AbortController(), new AbortController()]
  const gone = clients.map(({ signal }) => gateway.ask(SERVERS, { ...asked(5), signal }))
  const stays = gateway.ask(SERVERS, asked(5))
  const refused = Promise.allSettled(gone)
  await vi.waitFor(() => expect(held).toBe(1), { timeout: 5000 })
  for (const client of clients) client.abort()
  expect((await refused).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect((await stays).errors).toEqual([])
  expect(held).toBe(1)
})
