import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from '../support/graph.ts'
import type { Program } from '../e2e/start-program.ts'
import { ask, startLoad, type Got } from './load.ts'
import { startNginx, type Nginx } from './nginx.ts'
import { openSite, type Site } from './site.ts'

const QUESTION = {
  query: `{
    servers(first: 20, scope: ALL) {
      nodes { id name pciDevices { address productId } hypervisor { hostname pciStats { productId free } } }
    }
  }`,
}
const CLIENTS = 8

describe('three gateways on one MariaDB behind nginx', () => {
  let site: Site
  let gateways: Program[]
  let nginx: Nginx
  let token: string
  beforeAll(async () => {
    site = await openSite()
    gateways = await Promise.all([site.startGateway(), site.startGateway(), site.startGateway()])
    nginx = await startNginx(gateways.map(({ url }) => url))
    token = await signIn(site.demo, 'admin')
  })
  afterAll(async () => {
    await nginx[Symbol.asyncDispose]()
    await Promise.all(gateways.map((gateway) => gateway[Symbol.asyncDispose]()))
    await site[Symbol.asyncDispose]()
  })

  it('share the questions, and go on with each other’s cursors', async () => {
    const whole = await ask(nginx.url, token, {
      query: '{ pciDevices(first: 500, orderBy: { field: SLOT }) { nodes { id } } }',
    })
    const ids = devicesOf(whole).nodes.map(({ id }) => id)
    const walked: string[] = []
    for (let after: string | null = null; ;) {
      const query = `query ($after: String) {
        pciDevices(first: 20, after: $after, orderBy: { field: SLOT }) { nodes { id } pageInfo { hasNextPage endCursor } }
      }`
      const page = devicesOf(await ask(nginx.url, token, { query, variables: { after } }))
      walked.push(...page.nodes.map(({ id }) => id))
      if (!page.pageInfo.hasNextPage) break
      after = page.pageInfo.endCursor
    }
    expect(ids.length).toBeGreaterThan(100)
    expect(walked).toEqual(ids)
    expect(new Set(nginx.sent().flat()).size).toBe(3)
  })

  it('lose no request when one is killed under load', async () => {
    const expected = await ask(nginx.url, token, QUESTION)
    const [first] = gateways
    const load = startLoad(nginx.url, token, [QUESTION], CLIENTS)
    await sleep(1500)
    first?.signal('SIGKILL')
    await sleep(3000)
    const got = await load.stop()
    expect((await first?.ended())?.signal).toBe('SIGKILL')
    expect(got.length).toBeGreaterThan(50)
    expect(got.filter((each) => !isSame(each, expected))).toEqual([])
    // It did have work, and others did it: the balancer sent those requests a second time.
    const killed = new URL(first?.url ?? '').host
    expect(nginx.sent().filter(([address]) => address === killed).length).toBeGreaterThan(5)
    expect(nginx.sent().some((addresses) => addresses.length > 1 && addresses[0] === killed)).toBe(true)
  })

  it('lose none when one is told to end under load, and it ends by itself', async () => {
    const expected = await ask(nginx.url, token, QUESTION)
    const second = gateways[1]
    const load = startLoad(nginx.url, token, [QUESTION], CLIENTS)
    await sleep(1000)
    second?.signal('SIGTERM')
    const ending = await second?.ended()
    await sleep(1000)
    const got = await load.stop()
    expect(ending).toMatchObject({ code: 0, signal: null })
    expect(got.length).toBeGreaterThan(50)
    expect(got.filter((each) => !isSame(each, expected))).toEqual([])
  })
})

function isSame(got: Got, expected: Got): boolean {
  return JSON.stringify(got) === JSON.stringify(expected)
}

type Devices = {
  readonly nodes: readonly { readonly id: string }[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}

function devicesOf(got: Got): Devices {
  if (!('body' in got)) throw new Error(got.failure)
  const { data } = got.body as { data: { pciDevices: Devices } }
  return data.pciDevices
}
