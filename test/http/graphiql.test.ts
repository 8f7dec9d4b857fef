import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  DevicesOfNodesDocument,
  DevicesOfServersDocument,
  OneDeviceDocument,
  PciStatsOfHypervisorsDocument,
  ReportDocument,
} from '../../src/http/graphiql/examples.generated.ts'
import { createGraphiqlPage, type Page } from '../../src/http/graphiql/page.ts'
import { readExamples } from '../../src/http/graphiql/read-examples.ts'
import { startGraph, type Answer, type Graph } from '../support/graph.ts'

let graph: Graph
beforeAll(async () => {
  graph = await startGraph()
})
afterAll(() => graph[Symbol.asyncDispose]())

describe('the page', () => {
  it('is HTML for who asks for HTML, with or without a token', async () => {
    const response = await graph.app.graphql.fetch('http://pcigraph/graphql', { headers: { accept: 'text/html' } })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toMatch(/^text\/html/)
    expect(await response.text()).toMatch(/^\s*<!doctype html>/i)
  })

  it('fetches nothing from anywhere: what it needs is in it', async () => {
    const { html, styles } = markupOf(textOf(await createGraphiqlPage('pcigraph')()))
    const addresses = [...html.matchAll(/\s(?:src|href|action|srcset)\s*=\s*["']?([^"'\s>]*)/gi)].map(
      (match) => match[1],
    )
    // The other is the link to the page itself.
    expect(addresses).toEqual([expect.stringMatching(/^data:image\/svg\+xml;base64,/), '?'])
    const inStyles = [...styles.matchAll(/url\(\s*["']?([^"')]{0,20})|@import/gi)].map((match) => match[1])
    expect(inStyles.filter((url) => !url?.startsWith('data:'))).toEqual([])
  })

  it('is made once', async () => {
    const page = createGraphiqlPage('pcigraph')
    const [first, second] = [page(), page()]
    expect(second).toBe(first)
    expect((await first).html.length).toBeGreaterThan(1_000_000)
  })

  it('shows a title as text, whatever a cloud is called', async () => {
    const html = textOf(await createGraphiqlPage('pcigraph: </script><b>lab & co')())
    expect(html).toContain('<title>pcigraph: &lt;/script&gt;&lt;b&gt;lab &amp; co</title>')
    expect(html).not.toContain('</script><b>')
  })

  it('may run the scripts that stand in it, reach this gateway, and be framed by nobody', async () => {
    const response = await graph.app.graphql.fetch('http://pcigraph/graphql', { headers: { accept: 'text/html' } })
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy.split('; ').map((directive) => directive.split(' ')[0])).toContain('script-src')
    expect(policy).toMatch(/^default-src 'none'; script-src( 'sha256-[\w+/]{43}='){2}; /)
    expect(policy).toContain("connect-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(response.headers.get('cache-control')).toBe('no-cache')
    const html = await response.text()
    for (const [, script = ''] of html.matchAll(/<script>(.*?)<\/script>/gs)) {
      expect(policy).toContain(createHash('sha256').update(script).digest('base64'))
    }
    // No handler in an attribute, and no other kind of script: the policy would forbid them.
    expect(html.match(/<script[^>]+>/g)).toBeNull()
    expect(markupOf(html).html).not.toMatch(/\son\w+=/i)
  })

  it('goes out packed, and once to a browser that has it', async () => {
    const ask = (headers: Record<string, string>) =>
      graph.app.graphql.fetch('http://pcigraph/graphql', { headers: { accept: 'text/html', ...headers } })
    const plain = await ask({})
    const packed = await ask({ 'accept-encoding': 'gzip;q=0.5, br' })
    const refused = await ask({ 'accept-encoding': 'gzip;q=0' })
    expect([plain, packed, refused].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip', null])
    const bytes = Buffer.from(await packed.arrayBuffer())
    const html = await plain.text()
    expect(gunzipSync(bytes).toString()).toBe(html)
    expect(bytes.length).toBeLessThan(html.length / 3)
    expect(packed.headers.get('vary')).toBe('accept, accept-encoding')
    const again = await ask({ 'if-none-match': packed.headers.get('etag') ?? '' })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it('is for those who would rather have it than an answer', async () => {
    const types = await Promise.all(
      [
        'text/html,application/xhtml+xml,*/*;q=0.8',
        'application/json;q=0.5, text/html',
        'application/json, text/html;q=0.1',
        'text/html;q=0, application/json',
        'application/json',
        '*/*',
      ].map(async (accept) => {
        const url = 'http://pcigraph/graphql?query={__typename}'
        const { headers } = await graph.app.graphql.fetch(url, { headers: { accept } })
        return headers.get('content-type')?.startsWith('text/html')
      }),
    )
    expect(types).toEqual([true, true, false, false, false, false])
  })

  it('offers the people of the demo cloud, and nobody of a real one', async () => {
    const people = [{ user: 'alice', password: 'alice-pass', project: 'genomics' }]
    expect(textOf(await createGraphiqlPage('pcigraph', { needsToken: false, people })())).toContain('alice-pass')
    expect(textOf(await createGraphiqlPage('pcigraph', { needsToken: true })())).not.toContain('alice-pass')
  })
})

describe('the examples', () => {
  it.each(readExamples().map(({ query }) => [nameOf(query), query]))(
    '%s is valid, with a comment on top',
    (_name, query) => {
      expect(validate(graph.app.schema, parse(query))).toEqual([])
      expect(query).toMatch(/^# /)
    },
  )

  it('come in the order of the use cases', () => {
    expect(readExamples().map(({ query }) => nameOf(query))).toEqual([
      'DevicesOfServers',
      'PciStatsOfHypervisors',
      'DevicesOfNodes',
      'OneDevice',
      'Report',
    ])
  })

  it('show which server holds which device, and what is left on its host', async () => {
    const { servers } = dataOf(await graph.ask(DevicesOfServersDocument))
    const training = servers?.nodes.find(({ name }) => name === 'llm-pretrain-01')
    expect(training?.pciDevices).toHaveLength(8)
    expect(training?.pciDevices?.[0]).toMatchObject({ vendor: { name: 'NVIDIA Corporation' }, status: 'ALLOCATED' })
    expect(training?.hypervisor).toMatchObject({ hostname: 'gpu-h01', pciStats: [{ free: 0 }, { free: 0 }] })
  })

  it('show pools that are free, in use, claimed and blocked, on hosts that are up, down and disabled', async () => {
    const { hypervisors } = dataOf(await graph.ask(PciStatsOfHypervisorsDocument))
    expect(hypervisors?.totalCount).toBe(hypervisors?.nodes.length)
    expect(new Set(hypervisors?.nodes.map(({ state }) => state))).toEqual(new Set(['UP', 'DOWN']))
    expect(hypervisors?.nodes.some(({ service }) => service?.disabledReason?.startsWith('NIC firmware upgrade'))).toBe(
      true,
    )
    const pools = hypervisors?.nodes.flatMap(({ pciStats }) => pciStats ?? []) ?? []
    for (const count of ['free', 'allocated', 'claimed', 'blocked'] as const) {
      expect(pools.some((pool) => (pool[count] ?? 0) > 0)).toBe(true)
    }
  })

  it('show the devices of one maker page by page, in the order of hosts, the other side of a resize among them', async () => {
    const { pciDevices } = dataOf(await graph.ask(DevicesOfNodesDocument))
    const hosts = pciDevices?.nodes.map(({ slot }) => slot?.host ?? '') ?? []
    expect(hosts).toHaveLength(50)
    expect(hosts).toEqual(hosts.toSorted())
    expect(pciDevices?.nodes).toContainEqual(
      expect.objectContaining({ onServerHost: false, server: { name: 'basecall-resized', status: 'VERIFY_RESIZE' } }),
    )

    const after = pciDevices?.pageInfo.endCursor
    const next = dataOf(await graph.ask(DevicesOfNodesDocument, { variables: { after } })).pciDevices?.nodes ?? []
    expect(next.length).toBeGreaterThan(0)
    const both = [...hosts, ...next.map(({ slot }) => slot?.host ?? '')]
    expect(both).toEqual(both.toSorted())
    expect(next).not.toContainEqual(pciDevices?.nodes[0])
  })

  it('show one device with its server, its request, its host, its physical function and the siblings', async () => {
    const { pciDevices } = dataOf(await graph.ask(OneDeviceDocument))
    expect(pciDevices?.nodes).toHaveLength(1)
    const [device] = pciDevices?.nodes ?? []
    expect(device).toMatchObject({
      type: 'VF',
      status: 'ALLOCATED',
      server: { status: 'ACTIVE', pciRequests: [{ count: 1 }] },
      physicalFunction: { type: 'PF', status: 'UNAVAILABLE' },
    })
    expect(device?.physicalFunction?.slot?.address).toBe(device?.parentAddress)
    const siblings = device?.physicalFunction?.virtualFunctions?.map(({ address }) => address)
    expect(siblings).toContain(device?.slot?.address)
  })

  it('report what there is, who holds it, what leaked and what moves', async () => {
    const answer = await graph.ask(ReportDocument)
    const { models, holders, leaked, inTransit, hypervisors } = dataOf(answer)
    for (const model of models?.nodes ?? []) {
      expect(model.free + model.allocated + model.claimed + model.blocked).toBe(model.count)
    }
    expect(models?.nodes.some(({ free }) => free > 0)).toBe(true)
    expect(new Set(holders?.nodes.map(({ project }) => project?.name))).toContain('genomics')
    expect(leaked?.nodes).toHaveLength(2)
    for (const device of leaked?.nodes ?? []) expect(device.serverId).not.toBeNull()
    expect(new Set(inTransit?.nodes.map(({ server }) => server?.status))).toEqual(
      new Set(['VERIFY_RESIZE', 'MIGRATING']),
    )
    expect(hypervisors?.nodes.some(({ pciDevices }) => (pciDevices?.nodes.length ?? 0) > 0)).toBe(true)
    // One more for each owner of a leaked device: that no listing has it does not say yet that it is gone.
    expect(answer.upstream.total).toBeLessThanOrEqual(10 + 2)
  })
})

function nameOf(query: string): string {
  const name = /^query (\w+)/m.exec(query)?.[1]
  if (name === undefined) throw new Error(`An example without a name: ${query}`)
  return name
}

function dataOf<Data>({ data, errors }: Answer<Data>): Data {
  expect(errors).toEqual([])
  if (data === null || data === undefined) throw new Error('An answer without data')
  return data
}

function textOf({ html }: Page): string {
  return new TextDecoder().decode(html)
}

/** The page less its scripts, and its styles by themselves: in scripts, "href=" is code. */
function markupOf(page: string): { readonly html: string; readonly styles: string } {
  const styles: string[] = []
  const html = page
    .replaceAll(/<style>(.*?)<\/style>/gs, (_, style: string) => {
      styles.push(style)
      return ''
    })
    .replace(/<script>.*<\/script>/s, '')
  return { html, styles: styles.join('\n') }
}
