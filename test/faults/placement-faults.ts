import { expect } from 'vitest'
import type { DemoRequest } from '../../src/demo/exchange.ts'
import type { ErrorCode } from '../../src/errors.ts'
import { asRecord } from '../../src/sources/http/untrusted.ts'
import { answering, httpFaults, withWrongTypes } from './http-faults.ts'
import type { Fault, Place } from './try-fault.ts'

export const PLACEMENT: Place = {
  title: 'Placement: capacity of hypervisors, where Nova does not tell it (2.88 and later)',
  question: `{
    hypervisors(first: 1) { nodes { hostname stats { source vcpus vcpusUsed memoryMib memoryUsedMib diskGib } } }
    pciDevices(first: 2) { nodes { address } }
  }`,
  calls: ({ gateway }) => gateway.callsTo('placement').filter((call) => call.endsWith('/inventories')).length,
}

const isInventories = ({ path }: DemoRequest) => path.endsWith('/inventories')
const costs = (code: ErrorCode): Fault['expected'] => ({ 'hypervisors.nodes.*.stats': code })

export const PLACEMENT_FAULTS: readonly Fault[] = [
  ...httpFaults({
    service: 'placement',
    isAsked: isInventories,
    costs,
    withoutId: (body) => ({ ...asRecord(body), inventories: undefined }),
    withText: (text) => (body) => ({ ...asRecord(body), text }),
  }),
  {
    name: 'wrong types',
    begin: (site) =>
      site.interfere((request) =>
        isInventories(request) ? { kind: 'change', change: (body) => withWrongTypes(body, () => false) } : null,
      ),
    expected: {},
    whole: 'whole: null is what cannot be read',
    check: ({ data }) =>
      expect(data).toMatchObject({
        hypervisors: { nodes: [{ stats: { vcpus: null, vcpusUsed: null, memoryMib: null } }] },
      }),
    calls: 1,
  },
  {
    name: 'wrong types of what is in use',
    begin: (site) =>
      site.interfere(({ path }) =>
        path.endsWith('/usages') ? { kind: 'change', change: (body) => withWrongTypes(body, () => false) } : null,
      ),
    expected: {},
    whole: 'whole: null is what cannot be read',
    check: ({ data }) =>
      expect(data).toMatchObject({
        hypervisors: {
          nodes: [{ stats: { vcpus: expect.any(Number) as unknown, vcpusUsed: null, memoryUsedMib: null } }],
        },
      }),
    calls: 1,
  },
  {
    name: 'the token ends amid the question (401)',
    begin: (site) => site.interfere((request) => (isInventories(request) ? answering(401, '{}') : null)),
    expected: costs('UNAUTHENTICATED'),
    words: /does not accept the token/,
    calls: 1,
  },
]
