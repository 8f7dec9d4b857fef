import type { ErrorCode } from '../../src/errors.ts'
import { asList, asRecord } from '../../src/sources/http/untrusted.ts'
import { expect, vi } from 'vitest'
import { signIn } from '../support/graph.ts'
import type { Site } from './site.ts'
import { answering, httpFaults, withWrongTypes } from './http-faults.ts'
import type { Fault, Place } from './try-fault.ts'

export const NOVA: Place = {
  title: 'Nova: its list of servers',
  question: `{
    servers(first: 3) { nodes {
      id name status statusText powerState powerStateCode vmState taskState progress description hostname locked lockedReason
      projectId userId imageId keyName availabilityZone pinnedAvailabilityZone metadata { key value } tags volumeIds configDrive
      createdAt updatedAt launchedAt terminatedAt hostId host hypervisorHostname
      fault { code message } flavor { name vcpus memoryMib diskGib extraSpecs { key value } }
      addresses { network address version type macAddress } pciRequests { count }
    } }
    pciDevices(first: 2) { nodes { address } }
    cloud { name }
  }`,
  calls: ({ gateway }) => gateway.callsTo('nova').filter((call) => call.endsWith('/servers/detail')).length,
}

const isList = ({ path }: { readonly path: string }) => path.endsWith('/servers/detail')
const costs = (code: ErrorCode): Fault['expected'] => ({ servers: code })

export const NOVA_FAULTS: readonly Fault[] = [
  ...httpFaults({
    service: 'nova',
    isAsked: isList,
    costs,
    withoutId: (body) => changingFirst(body, { id: undefined }),
    withText: (text) => (body) => changingFirst(body, { name: text }),
  }),
  {
    name: 'wrong types, of all but the ids',
    begin: (site) =>
      site.interfere((request) => (isList(request) ? { kind: 'change', change: withWrongFields } : null)),
    expected: {},
    whole: 'whole: null is what cannot be read, and `status` is `UNRECOGNIZED`',
    check: ({ data }) =>
      expect(data).toMatchObject({
        servers: { nodes: Array.from({ length: 3 }, () => ({ name: null, status: 'UNRECOGNIZED', flavor: {} })) },
      }),
    calls: 1,
  },
  {
    name: 'wrong types, of the ids too',
    begin: (site) =>
      site.interfere((request) =>
        isList(request) ? { kind: 'change', change: (body) => withWrongTypes(body, () => false) } : null,
      ),
    expected: costs('UPSTREAM_INVALID_RESPONSE'),
    calls: 1,
  },
  {
    name: 'the token ends amid the question (401)',
    begin: (site) => site.interfere((request) => (isList(request) ? answering(401, '{"error": {"code": 401}}') : null)),
    expected: costs('UNAUTHENTICATED'),
    words: /does not accept the token/,
    calls: 1,
  },
]

export const NOVA_CELLS: Place = {
  title: 'Nova: one of its two cells',
  question: '{ servers(first: 500) { nodes { id } } pciDevices(first: 2) { nodes { address } } }',
  calls: NOVA.calls,
}

/** Nova's listings leave a cell out that does not answer, without a word. */
export const NOVA_CELLS_FAULTS: readonly Fault[] = [
  {
    name: "Nova does not reach the cell's database",
    async begin(site) {
      site.gateway.demo.loseCells('cell2')
      await untilTold(site, true)
    },
    async end(site) {
      site.gateway.demo.loseCells()
      await untilTold(site, false)
    },
    expected: { servers: 'UPSTREAM_PARTIAL' },
    check: ({ data }) => {
      const { servers } = data as { servers: { nodes: object[] } }
      expect(servers.nodes.length).toBeGreaterThan(0)
    },
    calls: 1,
  },
]

/** The gateway looks beside its questions, every ten seconds at most. */
async function untilTold(site: Site, isPartial: boolean): Promise<void> {
  site.passSeconds(11)
  const { gateway } = site
  await vi.waitFor(
    async () => {
      const { errors } = await gateway.ask(NOVA_CELLS.question, { token: await signIn(gateway.demo, 'admin') })
      expect(errors).toHaveLength(isPartial ? 1 : 0)
    },
    { timeout: 10_000, interval: 100 },
  )
}

function withWrongFields(body: unknown): unknown {
  return withWrongTypes(body, (key) => key === 'id')
}

export function changingFirst(body: unknown, change: object): unknown {
  const whole = asRecord(body)
  const [name = '', list] = Object.entries(whole ?? {}).find(([, value]) => Array.isArray(value)) ?? []
  const [first, ...others] = asList(list) ?? []
  return { ...whole, [name]: [{ ...asRecord(first), ...change }, ...others] }
}
