import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { parse } from 'graphql'
import { stringify } from 'yaml'
import { ASSETS_SDL } from '../../examples/assets/assets.ts'
import type { Options } from '../options.ts'
import { STOCK, type JoinedRival } from '../rivals/joined/joined-rival.ts'
import { SUBGRAPH_TIMEOUT_MS } from '../rivals/joined/supergraph.ts'
import { OURS } from '../rivals/rival.ts'
import type { Contestant } from '../runner/contestant.ts'
import { summarizeJoined, type JoinedSummary } from '../runner/joined-summary.ts'
import { measure } from '../runner/measure.ts'
import type { Subgraph } from '../runner/subgraph.ts'
import { SIZE, type CloudSize, type Upstream } from '../upstream/upstream.ts'
import { withContestants, type Starter } from './contestants.ts'
import type { Federation } from './results.ts'

/** As the own graph and the example are called wherever they are joined. */
const OWN_GRAPH = 'pcigraph'
const OTHER_GRAPH = 'assets'

/** Gateways that join the register of the people who buy hardware to the own graph: each question to each of them. */
export async function measureFederation(options: Options, say: (progress: string) => void): Promise<Federation> {
  const rivals = options.joinedRivals
  return withContestants(options, async (start) => {
    say(`federation: starting the cloud, its subgraphs and ${rivals.map(({ name }) => name).join(', ')}`)
    return withGateways(rivals, await start.upstream(SIZE), { start, size: SIZE }, async (contestants) => {
      const summaries: JoinedSummary[] = []
      for (const question of options.joinedQuestions) {
        const asked = contestants.filter(({ rival }) => rival.questions?.includes(question.name) ?? true)
        const sayHere = (progress: string) => say(`federation, ${progress}`)
        const found = await measure(question, asked, options.scheduleOf(0), sayHere)
        summaries.push(summarizeJoined(found, STOCK.name, OWN_GRAPH))
      }
      return { rivals, summaries }
    })
  })
}

/** Starts the gateways and all that they ask; who has started them ends them. */
export async function withGateways<Value>(
  rivals: readonly JoinedRival[],
  upstream: Upstream,
  { start, size }: { readonly start: Starter; readonly size: CloudSize },
  use: (contestants: readonly Contestant[]) => Promise<Value>,
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-bench-'))
  try {
    const assets = await startAssets(start, upstream, size)
    const contestants: Contestant[] = []
    for (const rival of rivals) contestants.push(await startGateway(rival, { start, upstream, assets, folder }))
    return await use(contestants)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The example `assets` of the same cloud, which asks Keystone of every token: who does not hand it on has no answer. */
function startAssets(start: Starter, { authUrl }: Upstream, size: CloudSize): Promise<Subgraph> {
  const sizes = Object.entries(size).map(([name, count]) => `${name}=${count}`)
  return start.subgraph(OTHER_GRAPH, {
    file: new URL('../../examples/assets/main.ts', import.meta.url).pathname,
    args: ['--auth-url', authUrl, '--demo', sizes.join(',')],
    env: { NODE_ENV: 'production' },
  })
}

/** With an own graph of its own, where it has none in its process: what one gateway's questions leave behind is not another's cost. */
async function startGateway(
  rival: JoinedRival,
  {
    start,
    upstream,
    assets,
    folder,
  }: { readonly start: Starter; readonly upstream: Upstream; readonly assets: Subgraph; readonly folder: string },
): Promise<Contestant> {
  const ownGraph = rival.ownGraph === 'beside' ? await start.subgraph(OWN_GRAPH, OURS.program(upstream)) : null
  const graphs = {
    configuration: join(folder, `${rival.name}.yaml`),
    supergraph: join(folder, `${rival.name}.graphql`),
  }
  if (rival.ownGraph === 'inside') writeFileSync(graphs.configuration, configure(assets.url))
  if (ownGraph !== null) writeFileSync(graphs.supergraph, compose(ownGraph.url, assets.url))
  const subgraphs = rival.ownGraph === 'alone' ? [] : ownGraph === null ? [assets] : [ownGraph, assets]
  return start.contestant(rival.rivalOf(graphs), upstream, rival.name, subgraphs)
}

/** With the SDL in a file, as the others have theirs: else it would be asked for again and again. */
function configure(assets: URL): string {
  return stringify({
    subgraphs: [
      {
        name: OTHER_GRAPH,
        url: assets.href,
        schema: new URL('../../examples/assets/schema.graphql', import.meta.url).pathname,
        headers: { forward: ['X-Auth-Token'] },
        timeoutMs: SUBGRAPH_TIMEOUT_MS,
      },
    ],
  })
}

function compose(ownGraph: URL, assets: URL): string {
  const own = readFileSync(new URL('../../schema/pcigraph.graphql', import.meta.url), 'utf8')
  const composed = composeServices([
    { name: OWN_GRAPH, typeDefs: parse(own), url: ownGraph.href },
    { name: OTHER_GRAPH, typeDefs: parse(ASSETS_SDL), url: assets.href },
  ])
  assertCompositionSuccess(composed, composed.errors?.map(({ message }) => message).join('\n'))
  return composed.supergraphSdl
}
