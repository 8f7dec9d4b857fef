import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readTruthEnvironment } from '../contract/truth/environment.ts'
import { CALLERS, findEndpoint, scopeOf, signIn, type CallerName, type TokenBody } from '../contract/truth/keystone.ts'
import { ask, type AskOptions } from './ask.ts'
import { startGateway, type Gateway } from './gateway.ts'

// What os-pci refuses, beside what the real Nova says to the same mistake at os-hypervisors: the nearest that it has.

const environment = readTruthEnvironment(process.env)
let gateway: Gateway
let nova: string
const signedIn = new Map<CallerName, { readonly token: string; readonly body: TokenBody }>()
beforeAll(async () => {
  gateway = await startGateway()
  for (const name of ['admin', 'alice', 'bob'] as const) {
    const { user } = CALLERS[name]
    const scope = scopeOf(name, environment.projects)
    signedIn.set(name, await signIn(environment.authUrl, user, environment.passwords[user], scope))
  }
  nova = new URL(findEndpoint(of('admin').body, 'compute', environment.region) ?? '').origin
})
afterAll(() => gateway[Symbol.asyncDispose]())

describe('os-pci refuses as the real Nova does', () => {
  type Case = {
    readonly status: number
    readonly ours: string
    readonly novas: string
    readonly as?: CallerName | 'nobody' | 'a bad token'
    readonly microversion?: string
    readonly method?: string
    /** Where Nova's words name what is its own: the same form with ours. */
    readonly words?: (novas: string) => string
  }
  const CASES: Readonly<Record<string, Case>> = {
    '401 without a token': { status: 401, ours: 'os-pci', novas: 'os-hypervisors', as: 'nobody' },
    '401 with a token that Keystone does not know': {
      status: 401,
      ours: 'os-pci/detail',
      novas: 'os-hypervisors/detail',
      as: 'a bad token',
    },
    '403 to alice, for the list': {
      status: 403,
      ours: 'os-pci',
      novas: 'os-hypervisors',
      as: 'alice',
      words: (text) => text.replace(/os_compute_api:os-hypervisors(:\S+)?/, 'os_compute_api:os-pci:index'),
    },
    '403 to alice, for the list in detail': {
      status: 403,
      ours: 'os-pci/detail',
      novas: 'os-hypervisors/detail',
      as: 'alice',
      words: (text) => text.replace(/os_compute_api:os-hypervisors(:\S+)?/, 'os_compute_api:os-pci:detail'),
    },
    '403 to alice, for one': {
      status: 403,
      ours: 'os-pci/1',
      novas: 'os-hypervisors/1',
      as: 'alice',
      words: (text) => text.replace(/os_compute_api:os-hypervisors(:\S+)?/, 'os_compute_api:os-pci:show'),
    },
    '404 for an integer id of no device': {
      status: 404,
      ours: 'os-pci/999999',
      novas: 'os-hypervisors/999999',
      words: (text) => text.replace(/Hypervisor with ID '(\d+)' could not be found\./, 'PCI device $1 not found'),
    },
    '404 for a uuid of no device': {
      status: 404,
      ours: 'os-pci/00000000-0000-4000-8000-000000000000',
      novas: 'os-hypervisors/00000000-0000-4000-8000-000000000000',
      microversion: '2.53',
      words: (text) => text.replace(/Hypervisor with ID '(\S+)' could not be found\./, 'PCI device $1 not found'),
    },
    '404 for a path below a device': { status: 404, ours: 'os-pci/1/nothing', novas: 'os-hypervisors/1/nothing' },
    '404 for a path that nobody has': { status: 404, ours: 'os-nothing', novas: 'os-nothing' },
    '404 where no project id stands before it': { status: 404, ours: 'nobody/os-pci', novas: 'nobody/os-hypervisors' },
    // Nova's router knows no 405: a method that a resource lacks is a path that is not there.
    '404 for a method that it lacks': { status: 404, ours: 'os-pci', novas: 'os-hypervisors', method: 'POST' },
    '404 for a method that one device lacks': {
      status: 404,
      ours: 'os-pci/1',
      novas: 'os-hypervisors/1',
      method: 'DELETE',
    },
    '400 for a parameter that there is not': {
      status: 400,
      ours: 'os-pci?colour=red',
      novas: 'os-hypervisors?colour=red',
      microversion: '2.53',
    },
    '400 for a limit that is no number': {
      status: 400,
      ours: 'os-pci?limit=many',
      novas: 'os-hypervisors?limit=many',
      microversion: '2.53',
    },
    '400 for a limit below none': {
      status: 400,
      ours: 'os-pci?limit=-1',
      novas: 'os-hypervisors?limit=-1',
      microversion: '2.53',
    },
    ...Object.fromEntries(
      [
        'limit=',
        'limit=1.5',
        'limit=%2B1',
        "limit=it's",
        'limit=%ff',
        'limit=1&limit=2',
        'limit=1&limit=',
        'limit=-1&limit=x',
        'limit=many&colour=red',
        'colour=red&limit=many',
        'marker=',
        'marker=1&marker=2',
        'size=1&colour=red&size=2',
        'Limit=1',
        '=1',
      ].map((query): [string, Case] => [
        `400 for ?${query}`,
        { status: 400, ours: `os-pci?${query}`, novas: `os-hypervisors?${query}`, microversion: '2.53' },
      ]),
    ),
    '400 for a marker that is not there': {
      status: 400,
      ours: 'os-pci?marker=999999',
      novas: 'os-hypervisors?marker=999999',
      microversion: '2.53',
    },
    '400 for a microversion of no form': {
      status: 400,
      ours: 'os-pci',
      novas: 'os-hypervisors',
      microversion: 'two',
    },
    "400 for another project's id in the path": {
      status: 400,
      ours: '{bob}/os-pci',
      novas: '{bob}/os-hypervisors',
    },
    '406 for a microversion to come': {
      status: 406,
      ours: 'os-pci',
      novas: 'os-hypervisors',
      microversion: '2.999',
    },
    '406 for a microversion of another API': {
      status: 406,
      ours: 'os-pci',
      novas: 'os-hypervisors',
      microversion: '3.1',
    },
  }

  it.each(Object.keys(CASES))('%s', async (name) => {
    const { status, ours, novas, as = 'admin', microversion = null, method = 'GET', words } = CASES[name] ?? fail()
    const token = as === 'nobody' ? null : as === 'a bad token' ? 'gAAAAA-nonsense' : of(as).token
    const options: AskOptions = { token, microversion, method }
    const project = of('bob').body.project?.id ?? ''
    const own = await ask(nova, `/v2.1/${novas.replace('{bob}', project)}`, options)
    expect(own.status).toBe(status)
    for (const version of ['v2.1', 'v3']) {
      const answer = await ask(gateway.url, `/${version}/${ours.replace('{bob}', project)}`, options)
      expect(answer.status).toBe(status)
      const expected = words?.(own.text) ?? own.text
      if (words) expect(expected).not.toBe(own.text)
      expect(answer.body).toEqual(JSON.parse(expected))
      expect(answer.headers.get('www-authenticate')).toBe(own.headers.get('www-authenticate'))
      for (const name of ['content-type', 'openstack-api-version', 'x-openstack-nova-api-version', 'vary']) {
        expect([name, answer.headers.get(name)]).toEqual([name, own.headers.get(name)])
      }
      // Each answer of Nova's API itself has a name in the logs.
      if (own.headers.has('x-openstack-request-id')) {
        expect(answer.headers.get('x-openstack-request-id')).toMatch(/^req-/)
        expect(answer.headers.get('x-compute-request-id')).toBe(answer.headers.get('x-openstack-request-id'))
      }
    }
  })

  it('409 for an integer id that two cells have', async () => {
    const cell = process.env.OPENSTACK_GATEWAY_CELL_URL ?? ''
    await using twoCells = await startGateway(`cell1=${cell} cell2=${cell}`)
    const { token } = of('admin')
    const answer = await ask<Fault>(twoCells.url, '/v2.1/os-pci/1', { token })
    const [server] = await serversOfAlice()
    const own = await ask<Fault>(nova, `/v2.1/servers/${server}/action`, {
      token: of('alice').token,
      method: 'POST',
      json: { 'os-start': null },
    })
    expect([answer.status, own.status]).toEqual([409, 409])
    expect(formOf(answer.body)).toEqual(formOf(own.body))
    expect(answer.body.conflictingRequest?.message).toMatch(/^PCI device ids are unique in a cell only.* uuid/)
  })

  it('503 where the database of the cell does not answer, in the form of all faults', async () => {
    await using blind = await startGateway('cell1=mysql://pcigraph:nothing@127.0.0.1:9/nova')
    const { token } = of('admin')
    for (const path of ['/v2.1/os-pci', '/v2.1/os-pci/1', '/v2.1/servers/detail?all_tenants=1']) {
      const { status, body } = await ask<Fault>(blind.url, path, { token })
      expect([status, body.serviceUnavailable?.code]).toEqual([503, 503])
      expect(body.serviceUnavailable?.message).toContain('cell1')
    }
    // What needs no device is Nova's as before.
    const { status } = await ask(blind.url, '/v2.1/servers', { token })
    expect(status).toBe(200)
  })
})

describe("Nova's own refusals pass as they are", () => {
  it.each([
    ['401', 'nobody', '/v2.1/servers/detail', null],
    ['403', 'alice', '/v2.1/os-hypervisors/detail', null],
    ['403', 'alice', '/v2.1/os-hypervisors/gpu-a01', null],
    ['403', 'alice', '/v2.1/servers/detail?all_tenants=1', '2.87'],
    ['404', 'alice', '/v2.1/servers/00000000-0000-4000-8000-000000000000', null],
    ['404', 'admin', '/v2.1/os-hypervisors/nowhere', null],
    ['400', 'admin', '/v2.1/os-hypervisors/nowhere', '2.87'],
    ['400', 'admin', '/v2.1/servers/detail?limit=many', null],
    ['406', 'admin', '/v2.1/servers/detail', '2.999'],
  ] as const)('%s to %s for %s', async (status, as, path, microversion) => {
    const options = { token: as === 'nobody' ? null : of(as).token, microversion }
    const ours = await ask(gateway.url, path, options)
    const own = await ask(nova, path, options)
    expect(String(own.status)).toBe(status)
    expect(ours.status).toBe(own.status)
    expect(ours.text).toBe(own.text)
    expect(ours.headers.get('content-type')).toBe(own.headers.get('content-type'))
  })
})

type Fault = Readonly<Record<string, { readonly code: number; readonly message: string }>>

function formOf(fault: Fault): unknown {
  return Object.entries(fault).map(([name, { code, ...others }]) => [name, code, Object.keys(others)])
}

function of(name: CallerName): { readonly token: string; readonly body: TokenBody } {
  return signedIn.get(name) ?? fail()
}

async function serversOfAlice(): Promise<string[]> {
  const { body } = await ask<{ servers: { id: string }[] }>(nova, '/v2.1/servers?status=ACTIVE', {
    token: of('alice').token,
  })
  return body.servers.map(({ id }) => id)
}

function fail(): never {
  throw new Error('The test names what is not there')
}
