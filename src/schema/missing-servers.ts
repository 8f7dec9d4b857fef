import type { GraphContext } from './builder.ts'

type Place = { readonly prev: Place | undefined; readonly key: string | number }

/** Tells of a list of servers that those of a down cell are missing: Nova leaves them out of its pages without a word. */
export async function tellMissingServers(place: Place, { loaders, call, access }: GraphContext): Promise<void> {
  const hosts = loaders.hostsOfDownCells()
  if (hosts.length === 0) return
  const conditions = access.may('pcigraph:cloud:cells') ? await loaders.describeCells() : []
  const cells = conditions.filter(({ reachable }) => !reachable).map(({ cell }) => cell)
  call.receipt.addPartial({ upstream: 'nova', path: pathOf(place), hosts: hosts.length, cells })
}

function pathOf({ prev, key }: Place): (string | number)[] {
  return [...(prev === undefined ? [] : pathOf(prev)), key]
}
