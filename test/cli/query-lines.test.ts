import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cloudEnvironment, linesOf, pcigraph, shell } from './command.ts'
import { startGateway } from './gateway.ts'
import { startUpstream } from '../support/upstream/start-upstream.ts'

let gateway: Awaited<ReturnType<typeof startGateway>>
beforeAll(async () => {
  gateway = await startGateway({ servers: 1300, hypervisors: 40, devices: 900 })
})
afterAll(() => gateway[Symbol.asyncDispose]())

const REPORT =
  '{ servers { nodes { name locked flavor { vcpus } host: hypervisor { hostname stats { serverCount } } tags devices: pciDevices { address } } } }'

const PLACES = [
  { place: 'a gateway', env: () => gateway.env },
  { place: 'its own process', env: () => cloudEnvironment(gateway.demo) },
]

describe.each(PLACES)('query of one list, answered by $place', ({ env }) => {
  it('prints every item as a line of JSON, and nothing else', async () => {
    const { code, stdout, stderr } = await pcigraph(['query', '-', '-f', 'ndjson'], { env: env(), input: REPORT })
    expect([code, stderr]).toEqual([0, ''])
    const items = linesOf(stdout).map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(items).toHaveLength(1300)
    for (const item of items) expect(Object.keys(item)).toEqual(['name', 'locked', 'flavor', 'host', 'tags', 'devices'])
  })

  it('prints CSV with a column for each field, by the document and not by what came first', async () => {
    const { code, stdout } = await pcigraph(['query', '-', '--format', 'csv'], { env: env(), input: REPORT })
    const [head, ...rows] = linesOf(stdout)
    expect([code, head]).toEqual([
      0,
      '"name","locked","flavor.vcpus","host.hostname","host.stats.serverCount","tags","devices"',
    ])
    expect(rows).toHaveLength(1300)
    // Numbers and booleans without quotes, null as nothing, a list as JSON.
    for (const row of rows) expect(row).toMatch(/^"[^"]+",(true|false),\d*,("[^"]+"|),\d*,"\[.*\]","\[.*\]"$/)
    expect(stdout).toContain(',"[{""address"":""0000:17:00.0""}')
    const none = await pcigraph(['query', '-', '-f', 'csv'], {
      env: env(),
      input: '{ servers(filter: { name: { eq: "nobody" } }) { nodes { name flavor { name } } } }',
    })
    expect([none.code, none.stdout]).toEqual([0, '"name","flavor.name"\n'])
  })
})

it('takes variables and an operation, and says on standard error what was called', async () => {
  const input = 'query A($n: Int) { servers(first: $n) { nodes { id } } } query B { cloud { name } }'
  const { code, stdout, stderr } = await pcigraph(
    ['query', '-', '-f', 'ndjson', '--operation', 'A', '--variables', '{"n": 7}', '--receipt'],
    { env: gateway.env, input },
  )
  expect([code, linesOf(stdout).length]).toEqual([0, 7])
  expect(JSON.parse(stderr)).toMatchObject({ upstream: { total: expect.any(Number) as unknown } })
})

it('ends in silence when nobody reads any more', async () => {
  const { code, stdout, stderr } = await shell(
    `echo '${REPORT}' | pcigraph query - -f ndjson | head -3; exit \${PIPESTATUS[1]}`,
    { env: gateway.env },
  )
  expect([code, stderr, linesOf(stdout).length]).toEqual([0, '', 3])
})

it.each(['ndjson', 'csv'])(
  'refuses a document that asks for more than one list, with exit code 2 (%s)',
  async (format) => {
    const input = '{ servers { nodes { id } } cloud { name } }'
    const { code, stdout, stderr } = await pcigraph(['query', '-', '-f', format], { env: gateway.env, input })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('pcigraph: The operation asks for servers, cloud side by side.')
  },
)

describe('exit code 1, and why on standard error,', () => {
  it('where items lack a part', async () => {
    const { PCIGRAPH_SOURCES: _, ...env } = cloudEnvironment(gateway.demo)
    const { code, stdout, stderr } = await pcigraph(['query', '-', '-f', 'ndjson'], { env, input: REPORT })
    expect([code, linesOf(stdout).length]).toEqual([1, 1300])
    expect(stderr).toMatch(/^pcigraph: incomplete: No PCI .* \(1300 places\)\n$/)
  })

  it.each([
    [
      'the last line says so',
      '{"@complete":false,"count":2,"errors":[{"message":"Nova is away.","extensions":{"code":"UPSTREAM_UNAVAILABLE"}}],"endCursor":"abc"}\n',
      'pcigraph: incomplete: Nova is away.\n  It goes on after abc\n',
    ],
    [
      'there is no last line',
      '',
      'pcigraph: incomplete: the list broke off after 2 items. The answer has no last line.\n',
    ],
    [
      'half of one',
      '{"id":"c',
      'pcigraph: incomplete: the list broke off after 2 items. The answer has no last line.\n',
    ],
  ])('where %s', async (_what, end, said) => {
    await using other = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl; charset=utf-8' })
      response.end(`{"id":"a"}\n{"id":"b"}\n${end}`)
      return undefined
    })
    const args = ['query', '-', '-f', 'ndjson', '--endpoint', other.url.href]
    expect(await pcigraph(args, { input: '{ servers { nodes { id } } }' })).toEqual({
      code: 1,
      stdout: '{"id":"a"}\n{"id":"b"}\n',
      stderr: said,
    })
  })

  it('where the connection breaks', async () => {
    await using other = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/jsonl; charset=utf-8' })
      response.write('{"id":"a"}\n', () => setTimeout(() => response.destroy(), 50))
      return undefined
    })
    const args = ['query', '-', '-f', 'ndjson', '--endpoint', other.url.href]
    const { code, stdout, stderr } = await pcigraph(args, { input: '{ servers { nodes { id } } }' })
    expect([code, stdout]).toEqual([1, '{"id":"a"}\n'])
    expect(stderr).toMatch(
      /^pcigraph: incomplete: the list broke off after 1 items\. The gateway at .* closed the connection/,
    )
  })

  it('where the gateway is older than lines', async () => {
    await using other = await startUpstream(() => ({ status: 406, text: '' }))
    const args = ['query', '-', '-f', 'ndjson', '--endpoint', other.url.href]
    const { code, stderr } = await pcigraph(args, { input: '{ servers { nodes { id } } }' })
    expect([code, stderr]).toEqual([1, expect.stringContaining('does not send lists as lines') as unknown])
  })
})

it('has the exit code of its error where nothing came', async () => {
  const input = '{ hypervisors { nodes { id } } }'
  const { code, stdout, stderr } = await pcigraph(['query', '-', '-f', 'ndjson'], {
    env: { ...gateway.env, ...cloudEnvironment(gateway.demo, 'alice') },
    input,
  })
  expect([code, stdout]).toEqual([3, ''])
  expect(stderr).toMatch(/^pcigraph: /)
})
