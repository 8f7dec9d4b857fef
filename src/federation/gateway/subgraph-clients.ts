import type { Log } from '../../model/log.ts'
import type { BreakerState } from '../../sources/http/breaker.ts'
import type { UpstreamCall } from '../../sources/http/upstream.ts'
import { createSubgraphClient, type ReachableSubgraph, type SubgraphClient } from './subgraph-client.ts'

export type ClientOptions = {
  readonly log: Log
  readonly onCall: (call: UpstreamCall) => void
  readonly watchBreaker: (subgraph: string, read: () => BreakerState) => void
}

/** Clients of subgraphs, which outlive a supergraph where the next one calls the same subgraph in the same way. */
export type SubgraphClients = {
  /** @returns the client, to be given back as often as it was taken. */
  take(settings: ReachableSubgraph): SubgraphClient
  giveBack(settings: ReachableSubgraph): void
  close(): Promise<void>
}

export function createSubgraphClients(options: ClientOptions): SubgraphClients {
  const clients = new Map<string, { readonly client: SubgraphClient; users: number }>()

  return {
    take(settings) {
      const key = keyOf(settings)
      const known = clients.get(key) ?? { client: createSubgraphClient(settings, options), users: 0 }
      clients.set(key, known)
      known.users++
      options.watchBreaker(settings.name, () => known.client.state())
      return known.client
    },
    giveBack(settings) {
      const key = keyOf(settings)
      const known = clients.get(key)
      if (known === undefined) return
      known.users--
      if (known.users > 0) return
      clients.delete(key)
      void known.client.close()
    },
    async close() {
      await Promise.all([...clients.values()].map(({ client }) => client.close()))
      clients.clear()
    },
  }
}

function keyOf(settings: ReachableSubgraph): string {
  return JSON.stringify({ ...settings, url: settings.url.href })
}
