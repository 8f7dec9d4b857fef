import type { Config } from './config.ts'
import { OWN_NAME } from './config/federation.ts'
import { ConfigurationError } from './errors.ts'
import { contractOf } from './federation/contract.ts'
import { openFederation, type Federation, type OwnPart } from './federation/gateway/open-federation.ts'
import type { FederationSettings } from './federation/gateway/subgraph-settings.ts'
import { createSubgraph } from './federation/subgraph.ts'
import { printSubgraph } from './federation/subgraph-sdl.ts'
import type { Log } from './model/log.ts'
import { createSchema } from './schema/index.ts'
import type { Metrics } from './telemetry/metrics.ts'

/**
 * The graphs that are joined to the own one, and the own one among them.
 * @throws ConfigurationError where there is no supergraph that could be served
 */
export async function openGraphs(
  { ownGraph, contract }: Pick<Config, 'ownGraph' | 'contract'>,
  settings: FederationSettings,
  log: Log,
  metrics: Metrics,
): Promise<Federation> {
  const federation = await openFederation({
    settings,
    own: ownGraph === 'none' ? null : ownPart(contract),
    log,
    onCall: ({ upstream, outcome, ms }) => {
      metrics.subgraphCall({ subgraph: upstream, outcome: String(outcome), seconds: ms / 1000 })
    },
    watchBreaker: (subgraph, read) => {
      metrics.watchSubgraphBreaker(subgraph, read)
    },
    onReload: (outcome) => {
      metrics.supergraph(outcome)
    },
  })
  if (ownGraph === 'required' && federation.own === null) {
    await federation.close()
    throw new ConfigurationError([
      `The supergraph has no subgraph ${OWN_NAME}, so that this program's own graph would not be in it: compose it in, or run pcigraph gateway`,
    ])
  }
  return federation
}

/** The own graph as others are composed with it. */
export function ownPart(contract: Config['contract']): OwnPart {
  const whole = createSchema()
  const graph = contract === null ? whole : contractOf(whole, contract)
  return { name: OWN_NAME, url: OWN_URL, sdl: printSubgraph(graph), schema: createSubgraph(graph) }
}

/** What routers elsewhere are told; in this process nobody calls it. */
const OWN_URL = 'http://127.0.0.1:4000/graphql'
