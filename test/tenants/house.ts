import type { GraphQLSchema } from 'graphql'
import { createApp, type App } from '../../src/app.ts'
import { readConfig, type Config } from '../../src/config.ts'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { accessTo } from '../../src/open-cloud.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { signIn } from '../support/graph.ts'

/** Small, and with everything: two cells, servers of three projects in both, leaked devices, a row without a uuid. */
export const CLOUD_SIZE = {
  seed: 7,
  release: '2.93',
  region: 'RegionOne',
  servers: 40,
  devices: null,
  hypervisors: 12,
  cells: 2,
  projects: 3,
} as const

/** The rules under which alice is shown more and more: nothing but her servers' devices, lists of them, and where they sit. */
export const POLICIES = {
  usual: '',
  'owners list': [
    'os_compute_api:os-pci:index: rule:admin_or_owner',
    'os_compute_api:os-pci:detail: rule:admin_or_owner',
    'os_compute_api:os-pci:show: rule:admin_or_owner',
  ].join('\n'),
  'owners see hosts': [
    'os_compute_api:os-pci:index: rule:admin_or_owner',
    'os_compute_api:os-pci:detail: rule:admin_or_owner',
    'os_compute_api:os-pci:show: rule:admin_or_owner',
    'pcigraph:device:host_details: rule:admin_or_owner',
  ].join('\n'),
} as const

export type PolicyName = keyof typeof POLICIES

export const TENANTS = ['alice', 'bob', 'admin'] as const
export type Tenant = (typeof TENANTS)[number]

/** Who answers documents: the whole gateway, or one that a test has put together. */
export type Answering = {
  readonly schema: GraphQLSchema
  readonly graphql: Pick<App['graphql'], 'fetch'>
  readonly server?: App['server']
  close(): Promise<void>
}

export type OpenAnswering = (demo: DemoCloud, config: Config) => Answering | Promise<Answering>

/** A demo cloud as new, a gateway before it, and three who ask. */
export type House = {
  readonly demo: DemoCloud
  readonly gateway: Answering
  ask(as: Tenant, question: Question): Promise<Told>
  readonly tokens: Readonly<Record<Tenant, string>>
  [Symbol.asyncDispose](): Promise<void>
}

export type Question = { readonly query: string; readonly variables: Readonly<Record<string, unknown>> }

export type Told = {
  readonly status: number
  /** All of it, byte for byte. */
  readonly text: string
}

export async function openHouse(policy: string, open: OpenAnswering = openGateway): Promise<House> {
  const { seed, servers, hypervisors, cells, projects, release } = CLOUD_SIZE
  const demo = await startDemoCloud({ seed, servers, hypervisors, cells, projects, maxMicroversion: release })
  const [alice, bob, admin] = await Promise.all(TENANTS.map((tenant) => signIn(demo, tenant)))
  if (alice === undefined || bob === undefined || admin === undefined) throw new Error('nobody is signed in')
  const tokens = { alice, bob, admin }
  const config = readConfig({ env: { PORT: '0' }, argv: [] })
  const gateway = await open(demo, { ...config, policy: [{ name: 'policy.yaml', text: policy }] })
  return {
    demo,
    gateway,
    tokens,
    ask: (as, question) => askGraph(gateway, tokens[as], question),
    async [Symbol.asyncDispose]() {
      await gateway.close()
      await demo.close()
    },
  }
}

export async function askGraph(
  { graphql }: Pick<Answering, 'graphql'>,
  token: string,
  { query, variables }: Question,
  headers: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const response = await graphql.fetch('http://pcigraph/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      'x-auth-token': token,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, text: await response.text() }
}

export function openGateway(demo: DemoCloud, config: Config): Answering {
  const app = createApp({ ...accessTo(demo), isDemo: false }, config, createLog('silent'))
  return { schema: app.schema, graphql: app.graphql, server: app.server, close: () => app.close() }
}
