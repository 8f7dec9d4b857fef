import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startProgram } from '../e2e/start-program.ts'
import { startCollector } from './collector.ts'

const TRACE = '0af7651916cd43dd8448eb211c80319c'
const PARENT = 'b7ad6b7169203331'
const SERVER = 2
const CLIENT = 3
const ERROR = 2
const QUESTION = `query Fleet($name: String) {
  servers(filter: { name: { contains: $name } }) { nodes { name hypervisor { hostname } pciDevices { id } } }
}`

/** Asks, ends the program, and gives the spans that were sent until then: ending sends what is still there. */
async function trace(
  ask: (url: string) => Promise<Response>,
  { sampled = true, env = {} }: { readonly sampled?: boolean; readonly env?: Readonly<Record<string, string>> } = {},
) {
  await using collector = await startCollector()
  const program = await startProgram({
    throughNpm: false,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SERVICE_NAME: '', ...env },
  })
  const response = await ask(program.url)
  const answer = await response.text()
  program.signal('SIGTERM')
  expect((await program.ended()).code).toBe(0)
  const { spans, resources, text } = collector
  const ofTrace = sampled ? spans.filter(({ traceId }) => traceId === TRACE) : spans
  return { response, answer, spans: ofTrace, resources, text: text(), logged: program.logged() }
}

const fromClient = { traceparent: `00-${TRACE}-${PARENT}-01` }

function post(body: object, headers: Readonly<Record<string, string>> = {}) {
  return (url: string) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...fromClient, ...headers },
      body: JSON.stringify(body),
    })
}

it('shows one question whole: client, request, calls with the request ids of OpenStack, statements', async () => {
  const { response, answer, spans, resources, logged } = await trace(
    post({ query: QUESTION, variables: { name: 'llm' } }),
  )
  expect(answer).toContain('gpu-h01')
  const requestId = response.headers.get('x-openstack-request-id')
  const [request, ...others] = spans.filter(({ kind }) => kind === SERVER)
  expect(others).toEqual([])
  expect(request).toMatchObject({
    name: 'POST /graphql',
    parentSpanId: PARENT,
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/graphql',
      'http.response.status_code': 200,
      'graphql.operation.name': 'Fleet',
      'openstack.request_id': requestId,
    },
  })
  expect(logged).toContainEqual(expect.objectContaining({ msg: 'answered', requestId, operation: 'Fleet' }))
  expect(resources[0]).toMatchObject({ 'service.name': 'pcigraph' })

  const parts = spans.filter(({ kind }) => kind === CLIENT)
  expect(parts.length).toBe(spans.length - 1)
  expect(parts.every(({ parentSpanId }) => parentSpanId === request?.spanId)).toBe(true)
  expect(new Set(parts.map(({ name }) => name))).toEqual(new Set(['GET keystone', 'GET nova', 'SELECT cell1']))
  for (const { name, attributes } of parts) {
    if (name === 'SELECT cell1') {
      expect(attributes['db.namespace']).toBe('cell1')
      expect(attributes['db.query.text']).toMatch(/^select /i)
    } else {
      expect(attributes).toMatchObject({ 'http.request.method': 'GET', 'http.response.status_code': 200 })
      if (name === 'GET nova') expect(attributes['openstack.request_id']).toMatch(/^req-[0-9a-f-]{36}$/)
    }
  }
  for (const { startTimeUnixNano, endTimeUnixNano } of parts) {
    expect(BigInt(startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(request?.startTimeUnixNano ?? 0))
    expect(BigInt(endTimeUnixNano)).toBeLessThanOrEqual(BigInt(request?.endTimeUnixNano ?? 0))
  }
})

it('holds no token and no value of a variable or of a literal', async () => {
  const secret = 'a-word-of-the-client'
  const { text, answer } = await trace(post({ query: QUESTION, variables: { name: secret } }))
  expect(answer).toContain('"nodes":[]')
  const literal = await trace(
    post({ query: `{ servers(filter: { name: { contains: "${secret}" } }) { nodes { name } } }` }),
  )
  for (const sent of [text, literal.text]) {
    expect(sent).toContain(TRACE)
    expect(sent).not.toContain(secret)
    expect(sent).not.toMatch(/x-auth-token|gAAAA/i)
  }
})

it('shows os-pci over REST, and who is refused there and at the graph', async () => {
  const list = await trace((url) => fetch(`${url}/v2.1/os-pci?limit=1`, { headers: fromClient }))
  const request = list.spans.find(({ kind }) => kind === SERVER)
  expect(request).toMatchObject({ name: 'GET REST', parentSpanId: PARENT })
  expect(request?.attributes).toMatchObject({
    'url.path': '/v2.1/os-pci',
    'http.response.status_code': 200,
    // The answer names the request as the trace does.
    'openstack.request_id': list.response.headers.get('x-openstack-request-id'),
  })
  expect(list.spans.map(({ name }) => name)).toContain('SELECT cell1')

  for (const ask of [
    (url: string) => fetch(`${url}/v2.1/os-pci`, { headers: { ...fromClient, 'x-auth-token': 'none' } }),
    post({ query: QUESTION }, { 'x-auth-token': 'none' }),
  ]) {
    const { response, spans } = await trace(ask)
    expect(response.status).toBe(401)
    const refused = spans.find(({ kind }) => kind === SERVER)
    expect(refused?.status).toEqual({ code: ERROR, message: 'UNAUTHENTICATED' })
    expect(spans.map(({ name }) => name)).toContain('GET keystone')
  }
})

it('shows what goes on to Nova as it came: one request, its call, and what is added to it, under one id', async () => {
  let figures = ''
  const { response, spans } = await trace(async (url) => {
    const answered = await fetch(`${url}/v2.1/servers/detail?limit=1`, { headers: fromClient })
    await fetch(`${url}/v2.1/flavors/none`, { headers: fromClient })
    figures = await (await fetch(`${url}/metrics`)).text()
    return answered
  })
  expect(response.status).toBe(200)
  const requests = spans.filter(({ kind }) => kind === SERVER)
  expect(requests.map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual([
    ['GET REST', PARENT],
    ['GET REST', PARENT],
  ])
  const ofFirst = spans.filter(({ parentSpanId }) => parentSpanId === requests[0]?.spanId)
  expect(ofFirst.map(({ name }) => name)).toEqual(expect.arrayContaining(['GET nova', 'SELECT cell1']))
  expect(ofFirst.find(({ name }) => name === 'GET nova')?.attributes).toMatchObject({
    'url.path': '/v2.1/servers/detail',
    'http.response.status_code': 200,
    'openstack.request_id': response.headers.get('x-openstack-request-id'),
  })
  const refused = spans.find(({ parentSpanId }) => parentSpanId === requests[1]?.spanId)
  expect(refused).toMatchObject({ name: 'GET nova', status: { code: ERROR, message: '404' } })
  expect(figures).toMatch(/pcigraph_upstream_call_duration_seconds_count\{upstream="nova",outcome="404"\} 1/)
})

it('leaves out what its client does not want to be traced, and begins a trace where the header is none', async () => {
  const unsampled = await trace(post({ query: QUESTION }, { traceparent: `00-${TRACE}-${PARENT}-00` }))
  expect(unsampled.spans).toEqual([])
  const broken = await trace(post({ query: QUESTION }, { traceparent: 'nonsense' }), { sampled: false })
  const request = broken.spans.find(({ kind }) => kind === SERVER)
  expect(request?.traceId).toMatch(/^[0-9a-f]{32}$/)
  expect(request?.parentSpanId ?? '').toBe('')
})

it('answers as well where the collector is not there', async () => {
  const { response } = await trace(post({ query: QUESTION }), {
    sampled: false,
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' },
  })
  expect(response.status).toBe(200)
})

it('tells the collector its key out of a file, and is told of it by pcigraph.yaml', async () => {
  await using collector = await startCollector()
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-otel-'))
  writeFileSync(join(folder, 'headers'), 'api-key=from-a-file\n')
  writeFileSync(join(folder, 'pcigraph.yaml'), `settings: { OTEL_EXPORTER_OTLP_ENDPOINT: "${collector.url}" }\n`)
  const program = await startProgram({
    throughNpm: false,
    env: {
      PCIGRAPH_CONFIG: join(folder, 'pcigraph.yaml'),
      OTEL_EXPORTER_OTLP_HEADERS_FILE: join(folder, 'headers'),
    },
  })
  await post({ query: '{ cloud { name } }' })(program.url).then((response) => response.text())
  program.signal('SIGTERM')
  await program.ended()
  rmSync(folder, { recursive: true })
  expect(collector.headers.map((headers) => headers['api-key'])).toContain('from-a-file')
  expect(program.logged()).not.toContain('from-a-file')
})
