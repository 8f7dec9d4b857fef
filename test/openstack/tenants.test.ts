import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readTruthEnvironment } from '../contract/truth/environment.ts'
import { findEndpoint, signIn } from '../contract/truth/keystone.ts'
import { readTruth, type Truth } from '../contract/truth/truth.ts'
import { createChoices } from '../tenants/choices.ts'
import { experiment } from '../tenants/experiment.ts'
import { TENANTS, type Question, type Tenant, type Told } from '../tenants/house.ts'
import type { Pool } from '../tenants/pool.ts'
import { createDocumentMaker } from '../tenants/random-document.ts'
import { rowsOf } from '../tenants/rows.ts'
import { ask } from './ask.ts'
import { startGateway, type Gateway } from './gateway.ts'

// The same as test/tenants, with a real Nova: bob makes, changes and takes away servers, an operator works on hosts and flavors.

const environment = readTruthEnvironment(process.env)
const DOCUMENTS = 200
const NAME = 'test-tenants'

let gateway: Gateway
let truth: Truth
let nova: string
let tokens: Readonly<Record<Tenant, string>>
beforeAll(async () => {
  gateway = await startGateway()
  truth = await readTruth(environment)
  const { authUrl, passwords, projects, region } = environment
  const [alice, bob, admin] = await Promise.all(
    TENANTS.map((name) => signIn(authUrl, name, passwords[name], { project: projects[name] })),
  )
  if (alice === undefined || bob === undefined || admin === undefined) throw new Error('nobody is signed in')
  tokens = { alice: alice.token, bob: bob.token, admin: admin.token }
  nova = findEndpoint(admin.body, 'compute', region) ?? ''
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function askGateway(as: Tenant, { query, variables }: Question): Promise<Told> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      'x-auth-token': tokens[as],
    },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, text: await response.text() }
}

/** What is to be told by name in arguments: from the rows themselves. */
function poolOfTruth({ cell }: Truth, alicesProject: string): Pool {
  const own = new Set(cell.instances.filter(({ projectId }) => projectId === alicesProject).map(({ uuid }) => uuid))
  const divide = (ids: readonly (readonly [id: string | null, isOwn: boolean])[]) => ({
    own: ids.flatMap(([id, isOwn]) => (isOwn && id !== null ? [id] : [])),
    others: ids.flatMap(([id, isOwn]) => (isOwn || id === null ? [] : [id])),
  })
  const hosts = [...new Set(cell.devices.map(({ nodeHost }) => nodeHost ?? ''))]
  return {
    ids: {
      Server: divide(cell.instances.map(({ uuid }) => [uuid, own.has(uuid)])),
      PciDevice: divide(cell.devices.map(({ uuid, instanceUuid }) => [uuid, own.has(instanceUuid ?? '')])),
      Hypervisor: divide([...new Set(cell.devices.map(({ nodeUuid }) => nodeUuid))].map((id) => [id, false])),
      Project: divide(
        [...new Set(cell.instances.map(({ projectId }) => projectId))].map((id) => [id, id === alicesProject]),
      ),
      Vendor: divide([['10de', true]]),
      Product: divide([['2330', true]]),
    },
    words: {
      hostname: [...hosts, 'none'],
      host: [...hosts, 'none'],
      address: ['0000:', '0000:81:00.0'],
      name: ['train-1', 'infer-1', NAME, '1'],
      zone: ['gpu', 'nova'],
      cell: ['cell1', 'none'],
    },
    numbers: [0, 1, 2, 5, 20],
    times: ['2026-01-01T00:00:00Z', '2030-01-01T00:00:00Z'],
    slots: cell.devices.slice(0, 20).map(({ nodeHost, address }) => ({ host: nodeHost ?? '', address })),
  }
}

type Id = { readonly id: string }

/** What others do meanwhile, a step at a time, and the end of all that is left of it. */
async function openTrade() {
  const as = (who: Tenant) => ({
    get: async <Body>(path: string) => (await ask<Body>(nova, path, { token: tokens[who], microversion: '2.90' })).body,
    send: async <Body>(method: string, path: string, json?: object) => {
      const answer = await ask<Body>(nova, path, {
        token: tokens[who],
        microversion: '2.90',
        method,
        ...(json && { json }),
      })
      // 409: the server is still on its way to something else, and the next step will do.
      if (answer.status >= 400 && answer.status !== 409)
        throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
      return answer.body
    },
  })
  const bob = as('bob')
  const admin = as('admin')
  const { flavors } = await admin.get<{ flavors: (Id & { name: string })[] }>('/flavors')
  const { servers } = await bob.get<{ servers: { image: Id | '' }[] }>('/servers/detail')
  const { services } = await admin.get<{ services: (Id & { host: string })[] }>('/os-services?binary=nova-compute')
  const image = servers.map((server) => server.image).find((found) => found !== '')
  const service = services.find(({ host }) => host === 'net-c01')
  const made = new Set<string>()

  async function make(flavorName: string): Promise<string> {
    const flavorRef = flavors.find(({ name }) => name === flavorName)?.id
    const { server } = await bob.send<{ server: Id }>('POST', '/servers', {
      server: { name: `${NAME}-${made.size}`, flavorRef, imageRef: image?.id, networks: 'none' },
    })
    made.add(server.id)
    return server.id
  }

  async function remove(id: string): Promise<void> {
    await bob.send('DELETE', `/servers/${id}`)
    await gone(id)
    made.delete(id)
  }

  async function gone(id: string): Promise<void> {
    for (let tries = 0; tries < 60; tries++) {
      if ((await ask(nova, `/servers/${id}`, { token: tokens.bob })).status === 404) return
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    throw new Error(`server ${id} is not deleted`)
  }

  const last = () => [...made].at(-1) ?? ''
  const steps: readonly (() => Promise<unknown>)[] = [
    () => make('net.vf.2'),
    () => make('gpu.any.1'),
    () => bob.send('PUT', `/servers/${last()}`, { server: { name: `${NAME}-renamed-${randomUUID()}` } }),
    () => admin.send('PUT', `/os-services/${service?.id ?? ''}`, { status: 'disabled', disabled_reason: NAME }),
    () => make('acc.qat.4'),
    () => remove([...made][0] ?? ''),
    () =>
      admin.send('POST', '/flavors', {
        flavor: { name: NAME, id: NAME, vcpus: 1, ram: 512, disk: 1, 'os-flavor-access:is_public': false },
      }),
    () => admin.send('PUT', `/os-services/${service?.id ?? ''}`, { status: 'enabled' }),
    () => bob.send('POST', `/servers/${last()}/metadata`, { metadata: { secret: randomUUID() } }),
    () => admin.send('DELETE', `/flavors/${NAME}`),
    () => remove(last()),
  ]
  let done = 0
  return {
    steps: () => done,
    /** Waits for nothing but its own requests: what Nova does of it goes on while the next documents are asked. */
    async next(): Promise<void> {
      await steps[done++ % steps.length]?.()
    },
    async [Symbol.asyncDispose]() {
      await admin.send('PUT', `/os-services/${service?.id ?? ''}`, { status: 'enabled' })
      await ask(nova, `/flavors/${NAME}`, { token: tokens.admin, method: 'DELETE' })
      for (const id of made) await remove(id)
    },
  }
}

it(`tells alice the same whatever bob and an operator do, in ${DOCUMENTS} random documents`, async () => {
  await using trade = await openTrade()
  const { body } = await signIn(environment.authUrl, 'alice', environment.passwords.alice, {
    project: environment.projects.alice,
  })
  const make = createDocumentMaker(gateway.schema, poolOfTruth(truth, body.project?.id ?? ''))
  const documents = fc.sample(rowsOf(400), { seed: 77, numRuns: DOCUMENTS }).map((row) => make([], createChoices(row)))
  let asked = 0
  for (let from = 0; from < DOCUMENTS; from += 50) {
    const { differences, questions } = await experiment(
      { ask: askGateway, meanwhile: () => trade.next() },
      documents.slice(from, from + 50),
    )
    asked += questions
    expect(differences).toEqual([])
  }
  expect(asked).toBeGreaterThanOrEqual(DOCUMENTS)
  expect(trade.steps()).toBeGreaterThan(20)
}, 300_000)
