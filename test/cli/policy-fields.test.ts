import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { describeCaller, parseCaller } from '../../src/cli/policy-caller.ts'
import { fieldVerdicts } from '../../src/cli/policy-fields.ts'
import { createVerdicts } from '../../src/cli/policy-verdict.ts'
import { readConfig } from '../../src/config.ts'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { accessTo } from '../../src/open-cloud.ts'
import { createPolicy, type Reach } from '../../src/policy/policy.ts'
import { DEFAULT_CHECKS } from '../../src/policy/rules.ts'
import { createSchema } from '../../src/schema/index.ts'
import { createLog } from '../../src/telemetry/log.ts'
import { signIn } from '../support/graph.ts'

const USERS = ['admin', 'alice', 'carol'] as const
type User = (typeof USERS)[number]
/** `--as`, for each of them. */
const ROLES = { admin: 'role:member role:reader role:admin', alice: 'role:member role:reader', carol: 'role:reader' }

let demo: DemoCloud
const tokens = new Map<User, string>()
const schema = createSchema()
beforeAll(async () => {
  demo = await startDemoCloud({ servers: 40, hypervisors: 8 })
  for (const user of USERS) tokens.set(user, await signIn(demo, user))
})
afterAll(() => demo.close())

/** Rules that the gateway itself enforces, with whatever an operator may write there. */
const policies = fc.dictionary(
  fc.constantFrom(
    'os_compute_api:os-pci:index',
    'os_compute_api:os-pci:show',
    'os_compute_api:os-pci:pci_servers',
    'pcigraph:device:host_details',
    'pcigraph:hypervisor:pci_stats',
    'pcigraph:cloud:cells',
  ),
  fc.constantFrom(
    'rule:context_is_admin',
    'rule:admin_or_owner',
    'project_id:%(project_id)s',
    'role:member',
    'not role:member',
    'role:member and project_id:%(project_id)s',
    '@',
    '!',
  ),
  { minKeys: 2 },
)

/** Of one policy: what `--as` says of a user, and what the graph answers that user. */
async function compare(rules: Readonly<Record<string, string>>, user: User): Promise<void> {
  const files = [{ name: 'policy.yaml', text: JSON.stringify(rules) }]
  const { id, projectId } = demo.users[user]
  const caller = parseCaller(`${ROLES[user]} project:${String(projectId)} user:${id}`)
  const verdicts = createVerdicts(createPolicy(DEFAULT_CHECKS, files), caller)
  const shown = new Map(fieldVerdicts(schema, verdicts).map((verdict) => [verdict.field, verdict.shown]))
  const isShown = (field: string, isOwn: boolean) => shown.get(field) === 'yes' || (shown.get(field) === 'own' && isOwn)

  const app = createApp(
    { ...accessTo(demo), isDemo: false },
    { ...readConfig({ env: {}, argv: [] }), policy: files },
    createLog('silent'),
  )
  try {
    const ask = async <Data>(query: string): Promise<Data | null> => {
      const response = await app.graphql.fetch('http://pcigraph/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-auth-token': tokens.get(user) ?? '' },
        body: JSON.stringify({ query }),
      })
      return ((await response.json()) as { data: Data | null }).data
    }
    const servers = await ask<{ servers: { nodes: OwnedServer[] } }>(
      '{ servers { nodes { projectId pciDevices { vendorId address } } } }',
    )
    for (const server of servers?.servers.nodes ?? []) {
      const isOwn = server.projectId === projectId
      expect(server.pciDevices !== null, 'Server.pciDevices').toBe(isShown('Server.pciDevices', isOwn))
      for (const device of server.pciDevices ?? []) {
        expect(device.vendorId !== null).toBe(isShown('PciDevice.vendorId', isOwn))
        expect(device.address !== null, 'PciDevice.address').toBe(isShown('PciDevice.address', isOwn))
      }
    }

    const list = await ask<{ pciDevices: Devices | null }>('{ pciDevices(first: 1000) { nodes { projectId } } }')
    const projects = list?.pciDevices?.nodes.map((device) => device.projectId)
    expect(whoseOf(projects, projectId), 'Query.pciDevices').toBe(shown.get('Query.pciDevices'))

    const filtered = await ask<{ pciDevices: Devices | null }>(
      '{ pciDevices(first: 1, filter: { address: { eq: "0000:17:00.0" } }) { nodes { projectId } } }',
    )
    const mayFilter = shown.get('PciDeviceFilter.address') === 'yes' && shown.get('Query.pciDevices') !== 'no'
    expect((filtered?.pciDevices ?? null) !== null, 'PciDeviceFilter.address').toBe(mayFilter)

    const rest = await ask<{ cloud: { cells: unknown } }>('{ cloud { cells { name } } }')
    expect((rest?.cloud.cells ?? null) !== null, 'Cloud.cells').toBe(shown.get('Cloud.cells') === 'yes')
    const hosts = await ask<{ hypervisors: { nodes: { pciStats: unknown; pciDevices: unknown }[] } | null }>(
      '{ hypervisors(first: 1) { nodes { pciStats { free } pciDevices(first: 1) { totalCount } } } }',
    )
    expect((hosts?.hypervisors ?? null) !== null, 'Query.hypervisors').toBe(shown.get('Query.hypervisors') === 'yes')
    const [host] = hosts?.hypervisors?.nodes ?? []
    expect((host?.pciStats ?? null) !== null, 'Hypervisor.pciStats').toBe(shown.get('Hypervisor.pciStats') === 'yes')
    expect((host?.pciDevices ?? null) !== null, 'Hypervisor.pciDevices').toBe(
      shown.get('Hypervisor.pciDevices') !== 'no',
    )
  } finally {
    await app.close()
  }
}

type OwnedServer = {
  readonly projectId: string
  readonly pciDevices: readonly { readonly vendorId: string | null; readonly address: string | null }[] | null
}
type Devices = { readonly nodes: readonly { readonly projectId: string | null }[] }

/** Whose devices a list has, in the words of `--fields`. */
function whoseOf(projects: readonly (string | null)[] | undefined, own: string | null): 'yes' | 'own' | 'no' {
  if (projects === undefined) return 'no'
  return projects.every((project) => project === own) ? 'own' : 'yes'
}

describe('what --fields says of a caller', () => {
  it('is what the graph shows that caller, whatever the policy', async () => {
    await fc.assert(
      fc.asyncProperty(policies, async (rules) => {
        for (const user of USERS) await compare(rules, user)
      }),
      { numRuns: 15 },
    )
  }, 120_000)

  it('follows a field to where it is shown: what nothing leads to is not', () => {
    const shown = new Map<string, string>()
    const reaches: Readonly<Record<string, Reach>> = {
      'os_compute_api:servers:detail': 'own',
      'identity:get_project': 'all',
    }
    const verdicts = { of: (rule: string) => ({ whose: reaches[rule] ?? 'none', why: 'it is so' }) }
    for (const verdict of fieldVerdicts(schema, verdicts)) shown.set(verdict.field, verdict.shown)
    expect(shown.get('Server.name')).toBe('own')
    expect(shown.get('Project.name')).toBe('own')
    expect(shown.get('PciDevice.vendorId')).toBe('no')
    expect(shown.get('Cloud.name')).toBe('yes')
  })
})

describe('a caller of --as', () => {
  it('has what it is given, and a project and a user that no rule names', () => {
    const caller = parseCaller('role:Member, project:p1  role:reader')
    expect(caller).toMatchObject({ roles: ['member', 'reader'], projectId: 'p1', userId: 'some-user', token: '' })
    expect(describeCaller(parseCaller(''))).toBe('user some-user on project some-project; no roles; made up, no token')
  })
})
