import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seedCloud } from '../../src/demo/seed-cloud.ts'
import { listen } from '../../src/http/listen.ts'
import { createChoices } from './choices.ts'
import { CLOUD_SIZE, openHouse, POLICIES, type House, type PolicyName } from './house.ts'
import { applyMutation, randomMutation } from './mutations.ts'
import { poolOf } from './pool.ts'
import { randomRequest, type RestRequest } from './random-request.ts'
import { rowsOf } from './rows.ts'

const seeded = seedCloud(CLOUD_SIZE)
const projectId = seeded.projects[1]?.id ?? ''
const pool = poolOf(seeded, projectId)

/** Names that each answer has of its own, and the time of day. */
const OF_ITS_OWN = ['date', 'x-openstack-request-id', 'x-compute-request-id']

type Answer = { readonly status: number; readonly headers: Record<string, string>; readonly text: string }

async function open(policy: PolicyName) {
  const house = await openHouse(POLICIES[policy])
  const server = house.gateway.server
  if (server === undefined) throw new Error('a gateway without a door')
  const url = await listen(server, { host: '127.0.0.1', port: 0 })
  return {
    house,
    async ask(as: keyof House['tokens'], { path, microversion }: RestRequest): Promise<Answer> {
      const response = await fetch(`${url}${path}`, {
        headers: {
          'x-auth-token': house.tokens[as],
          ...(microversion !== null && { 'openstack-api-version': `compute ${microversion}` }),
        },
      })
      const headers = Object.fromEntries([...response.headers].filter(([name]) => !OF_ITS_OWN.includes(name)))
      return { status: response.status, headers, text: (await response.text()).replaceAll(url, 'http://gateway') }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await house[Symbol.asyncDispose]()
    },
  }
}

it.each<PolicyName>(['usual', 'owners list'])(
  'answers alice the same over REST, to the header, whatever happens to others, under the policy "%s"',
  async (policy) => {
    await using cloud = await open(policy)
    const { demo } = cloud.house
    const requests = fc
      .sample(rowsOf(40), { seed: 5, numRuns: 250 })
      .map((row) => randomRequest(pool, projectId, createChoices(row)))
    const mutations = fc
      .sample(rowsOf(30), { seed: 6, numRuns: 150 })
      .map((row) => randomMutation(seeded, { projectId, seesHosts: false }, createChoices(row)))

    const before: Answer[] = []
    for (const request of requests) before.push(await cloud.ask('alice', request))

    for (const [index, request] of requests.entries()) {
      const others = [cloud.ask('bob', request), cloud.ask('admin', request)]
      const after = cloud.ask('alice', request)
      if (index % 10 === 0) demo.change((model) => mutations.splice(0, 6).forEach((each) => applyMutation(model, each)))
      expect(await after, JSON.stringify(request)).toEqual(before[index])
      await Promise.all(others)
    }
    // What was compared were answers, and not refusals alone.
    expect(before.filter(({ status }) => status === 200).length).toBeGreaterThan(requests.length / 4)
    expect(before.filter(({ status }) => status === 403).length).toBeGreaterThan(10)
  },
  60_000,
)
