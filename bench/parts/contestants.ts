import { resolve } from 'node:path'
import type { Rival } from '../rivals/rival.ts'
import { startContestant, type Contestant } from '../runner/contestant.ts'
import { startSubgraph, type Subgraph } from '../runner/subgraph.ts'
import { startUpstream, type CloudSize, type Upstream } from '../upstream/upstream.ts'
import { CROWD } from '../runner/measure.ts'

export type Starter = {
  upstream(size: CloudSize): Promise<Upstream>
  /** @param name where it is known by more than the rival's. */
  contestant(rival: Rival, upstream: Upstream, name?: string, subgraphs?: readonly Subgraph[]): Promise<Contestant>
  subgraph: typeof startSubgraph
}

/** Ends all that was started meanwhile, however `use` ends. */
export async function withContestants<Value>(
  { profileDirectory }: { readonly profileDirectory: string | null },
  use: (start: Starter) => Promise<Value>,
): Promise<Value> {
  const contestants: Contestant[] = []
  const subgraphs: Subgraph[] = []
  const upstreams: Upstream[] = []
  const profiles = profileDirectory === null ? null : resolve(profileDirectory)
  try {
    return await use({
      async upstream(size) {
        const upstream = await startUpstream(size)
        upstreams.push(upstream)
        return upstream
      },
      async contestant(rival, upstream, name = rival.name, asked = []) {
        const options = { connections: CROWD, profileDirectory: profiles, name, subgraphs: asked }
        const contestant = await startContestant(rival, upstream, options)
        contestants.push(contestant)
        return contestant
      },
      async subgraph(name, program) {
        const subgraph = await startSubgraph(name, program)
        subgraphs.push(subgraph)
        return subgraph
      },
    })
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.stop()))
    await Promise.all(subgraphs.map((subgraph) => subgraph.stop()))
    await Promise.all(upstreams.map((upstream) => upstream.stop()))
  }
}
