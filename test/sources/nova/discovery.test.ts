import { expect, it } from 'vitest'
import { novaV21 } from '../../../src/sources/nova/discovery.ts'
import { compareMicroversions, negotiate, NEEDS } from '../../../src/sources/nova/microversions.ts'
import { decodeServedRange } from '../../../src/sources/nova/version-body.ts'
import { startCall } from '../../support/upstream/call.ts'
import { startPagedNova } from '../../support/upstream/paged-nova.ts'
import { recorded, RECORDED_RELEASES } from '../../support/upstream/recorded.ts'

const signal = new AbortController().signal
const NEWEST = { 'nova-22': '2.87', 'nova-26': '2.93', 'nova-31': '2.100' }

it.each([
  ['http://host:8774/v2.1', 'http://host:8774/v2.1'],
  ['http://host:8774/v2.1/', 'http://host:8774/v2.1'],
  ['http://host:8774/v2.1/fafcc7c6d3ca46908fbf633beca13854', 'http://host:8774/v2.1'],
  ['http://host:8774/v2/fafcc7c6d3ca46908fbf633beca13854', 'http://host:8774/v2.1'],
  ['https://host/compute/v2.1', 'https://host/compute/v2.1'],
  ['https://host/compute', 'https://host/compute/v2.1'],
  ['http://host:8774', 'http://host:8774/v2.1'],
])('finds the root of v2.1 in %s', (endpoint, root) => {
  expect(novaV21(new URL(endpoint)).href).toBe(root)
})

it.each(RECORDED_RELEASES)(
  "reads which versions %s serves, from the version's document and from the list",
  (release) => {
    const range = { min: '2.1', max: NEWEST[release] }
    expect(decodeServedRange(recorded('nova', release, 'version-v2.1'))).toEqual(range)
    expect(decodeServedRange(recorded('nova', release, 'versions'))).toEqual(range)
  },
)

it('orders versions as numbers', () => {
  expect(['2.100', '2.9', '2.96'].sort(compareMicroversions)).toEqual(['2.9', '2.96', '2.100'])
})

it('asks for the wanted version, or the nearest one that is served', () => {
  expect(negotiate(NEEDS.servers, { min: '2.1', max: '2.100' })).toBe('2.96')
  expect(negotiate(NEEDS.servers, { min: '2.1', max: '2.87' })).toBe('2.87')
  expect(negotiate(NEEDS.hypervisors, { min: '2.90', max: '2.100' })).toBe('2.90')
})

it('refuses a Nova before Pike with the sentence that says so', async () => {
  await using started = await startPagedNova({ served: { min: '2.1', max: '2.38' } })
  const refusal = started.nova.listHypervisors(startCall().call)
  await expect(refusal).rejects.toThrow("This Nova's compute API ends at 2.38; pcigraph needs 2.53 (Pike) or later.")
  await expect(refusal).rejects.toMatchObject({ code: 'UPSTREAM_UNSUPPORTED' })
})

it('refuses a Nova that knows the old v2 alone', () => {
  expect(decodeServedRange({ version: { id: 'v2.0', version: '', min_version: '' } })).toEqual({
    min: '2.0',
    max: '2.0',
  })
  expect(decodeServedRange({ hello: 'world' })).toBeNull()
})

it('asks for the versions once for all who wait, and again after ten minutes', async () => {
  let now = 0
  await using started = await startPagedNova({ now: () => now })
  const versions = () => started.server.requests.filter(({ url }) => url.pathname === '/v2.1/').length
  await Promise.all([started.nova.microversions(signal), started.nova.microversions(signal)])
  expect(versions()).toBe(1)
  now = 599_999
  await started.nova.microversions(signal)
  expect(versions()).toBe(1)
  now = 600_000
  await started.nova.microversions(signal)
  expect(versions()).toBe(2)
})

it('goes on with what it knew when Nova cannot be asked again', async () => {
  let now = 0
  let down = false
  await using started = await startPagedNova({
    now: () => now,
    first: () => (down ? { status: 404, text: 'no' } : undefined),
  })
  expect(await started.nova.microversions(signal)).toEqual({ min: '2.1', max: '2.96' })
  now = 700_000
  down = true
  expect(await started.nova.microversions(signal)).toEqual({ min: '2.1', max: '2.96' })
})

it('asks for the versions again when Nova refuses one, and then asks the question anew', async () => {
  let downgraded = false
  await using started = await startPagedNova({
    first: ({ url, headers }) => {
      if (!downgraded) return undefined
      if (url.pathname === '/v2.1/') return { json: { version: { id: 'v2.1', version: '2.60', min_version: '2.1' } } }
      const tooNew = headers['openstack-api-version'] !== 'compute 2.60'
      return tooNew ? { status: 406, json: recorded('nova', 'nova-26', 'error-406-microversion') } : undefined
    },
  })
  await started.nova.microversions(signal)
  downgraded = true
  expect(await started.nova.listHypervisors(startCall().call)).toEqual([])
  expect(await started.nova.microversions(signal)).toEqual({ min: '2.1', max: '2.60' })
})
