import { resolve } from 'node:path'
import type { Rival } from '../rivals/rival.ts'
import { startContestant, type Contestant } from '../runner/contestant.ts'
import { startUpstream, type CloudSize, type Upstream } from '../upstream/upstream.ts'
import { CROWD } from '../runner/measure.ts'

export type Starter = {
  upstream(size: CloudSize): Promise<Upstream>
  /** @param name where it is known by more than the rival's. */
  contestant(rival: Rival, upstream: Upstream, name?: string): Promise<Contestant>
}

/** Ends all that was started meanwhile, however `use` ends. */
export async function withContestants<Value>(
  { profileDirectory }: { readonly profileDirectory: string | null },
  use: (start: Starter) => Promise<Value>,
): Promise<Value> {
  const contestants: Contestant[] = []
  const upstreams: Upstream[] = []
  const profiles = profileDirectory === null ? null : resolve(profileDirectory)
  try {
    return await use({
      async upstream(size) {
        const upstream = await startUpstream(size)
        upstreams.push(upstream)
        return upstream
      },
      async contestant(rival, upstream, name = rival.name) {
        const options = { connections: CROWD, profileDirectory: profiles, name }
        const contestant = await startContestant(rival, upstream, options)
        contestants.push(contestant)
        return contestant
      },
    })
  } finally {
    await Promise.all(contestants.map((contestant) => contestant.stop()))
    await Promise.all(upstreams.map((upstream) => upstream.stop()))
  }
}
