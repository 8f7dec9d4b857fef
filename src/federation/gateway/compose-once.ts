import { NO_LOG } from '../../model/log.ts'
import { CompositionError } from './compose-subgraphs.ts'
import { createSubgraphClients } from './subgraph-clients.ts'
import type { OwnPart } from './open-federation.ts'
import type { FederationSettings } from './subgraph-settings.ts'
import { askAboutBy, createSupergraphSource } from './supergraph-source.ts'

/**
 * The SDL of the supergraph as it would be served now.
 * @throws CompositionError
 */
export async function composeOnce(settings: FederationSettings, own: OwnPart | null): Promise<string> {
  const clients = createSubgraphClients({ log: NO_LOG, onCall: () => undefined, watchBreaker: () => undefined })
  const source = createSupergraphSource({
    settings,
    own: own && { ...own, place: 'this program' },
    askAbout: askAboutBy(clients),
    log: NO_LOG,
  })
  try {
    const sdl = await source.load(new AbortController().signal)
    if (sdl === null) throw new CompositionError(['There is nothing to compose.'])
    return sdl
  } finally {
    await Promise.all([source.close(), clients.close()])
  }
}
