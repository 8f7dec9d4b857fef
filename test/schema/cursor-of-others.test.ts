import { expect, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { startDemoCloud } from '../../src/demo/demo-cloud.ts'
import { accessTo } from '../../src/open-cloud.ts'
import { encodeCursor } from '../../src/schema/cursor.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { signIn, type AnswerError, type UserName } from '../support/graph.ts'

const OWNERS_LIST = ['index', 'show'].map((name) => `os_compute_api:os-pci:${name}: rule:admin_or_owner`).join('\n')

type Body = {
  readonly data: {
    readonly list: { readonly nodes: { id: string }[]; readonly pageInfo: { endCursor: string } } | null
  }
  readonly errors?: readonly AnswerError[]
}

async function open(policy: string) {
  const demo = await startDemoCloud({ servers: 40, hypervisors: 12, cells: 2, projects: 3 })
  const config = readConfig({ env: { PORT: '0' }, argv: [] })
  const policies = [{ name: 'policy.yaml', text: policy }]
  const app = createApp({ ...accessTo(demo), isDemo: false }, { ...config, policy: policies }, createLog('silent'))
  return {
    demo,
    async ask(user: UserName, query: string, after: string | null = null): Promise<Body> {
      const response = await app.graphql.fetch('http://pcigraph/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': await signIn(demo, user) },
        body: JSON.stringify({ query: `query ($after: String) { list: ${query} }`, variables: { after } }),
      })
      return (await response.json()) as Body
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await demo.close()
    },
  }
}

const SERVERS = 'servers(first: 2, after: $after) { nodes { id } pageInfo { endCursor } }'
const DEVICES = 'pciDevices(first: 2, after: $after) { nodes { id } pageInfo { endCursor } }'
const GROUPS = 'pciDeviceGroups(by: [PRODUCT], first: 2, after: $after) { pageInfo { endCursor } }'

it.each([SERVERS, DEVICES, GROUPS])('takes no cursor that another project was given: %s', async (list) => {
  await using cloud = await open(OWNERS_LIST)
  for (const other of ['bob', 'admin'] as const) {
    const { endCursor } = (await cloud.ask(other, list)).data.list?.pageInfo ?? {}
    expect(endCursor).toEqual(expect.any(String))
    const { errors } = await cloud.ask('alice', list, endCursor)
    expect(errors).toMatchObject([{ message: /another list/, extensions: { code: 'BAD_USER_INPUT' } }])
  }
})

it('gives who may not know cells cursors without their names, and walks all of his devices by them', async () => {
  await using cloud = await open(OWNERS_LIST)
  const seen: string[] = []
  for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
    const { nodes, pageInfo }: NonNullable<Body['data']['list']> = (await cloud.ask('alice', DEVICES, after)).data.list!
    seen.push(...nodes.map(({ id }) => id))
    after = pageInfo.endCursor
    if (after !== null) expect(Buffer.from(after, 'base64url').toString()).not.toMatch(/cell/)
  }
  const all = await cloud.ask('alice', DEVICES.replace('first: 2', 'first: 5000'))
  expect(seen).toEqual(all.data.list?.nodes.map(({ id }) => id))
  expect(seen.length).toBeGreaterThan(5)
})

it('tells by no cursor that he makes himself how cells are called, or how many there are', async () => {
  await using cloud = await open(OWNERS_LIST)
  const list = { filter: {}, orderBy: null, projectId: cloud.demo.users.alice.projectId }
  const told = async (sign: string | number) =>
    JSON.stringify(await cloud.ask('alice', DEVICES, encodeCursor(list, [sign, 0x7fffffff, []])))
  expect(await told('cell1')).toBe(await told('no such cell'))
  expect(await told(1)).toBe(await told(2))
  expect(await told(1)).toBe(await told(4000))
})
