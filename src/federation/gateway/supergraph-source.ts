import { stat } from 'node:fs/promises'
import type { Log } from '../../model/log.ts'
import { createUpstream } from '../../sources/http/upstream.ts'
import { composeSubgraphs, CompositionError, type SubgraphSdl } from './compose-subgraphs.ts'
import { loadSubgraphSdl, placeOf, readSdl, type AskAbout } from './load-sdl.ts'
import type { SubgraphClients } from './subgraph-clients.ts'
import type { ComposedSubgraph, FederationSettings, SupergraphPlace } from './subgraph-settings.ts'

/** Where supergraphs come from. */
export type SupergraphSource = {
  /**
   * The SDL as it is now; null: it is what it was when it was asked for last.
   * @throws CompositionError
   */
  load(signal: AbortSignal): Promise<string | null>
  /** Tells when a file that it is made of was written, by another text than before. */
  stamp(): Promise<string>
  /** Whether some of it is not in a file. */
  readonly isRemote: boolean
  close(): Promise<void>
}

type Options = {
  readonly settings: FederationSettings
  /** Composed with the others. Null: it has no part in this. */
  readonly own: SubgraphSdl | null
  readonly askAbout: (subgraph: ComposedSubgraph, signal: AbortSignal) => AskAbout
  readonly log: Log
}

export function createSupergraphSource(options: Options): SupergraphSource {
  const { source } = options.settings
  return source.kind === 'supergraph'
    ? readySupergraph(source.place, options)
    : composedSupergraph(source.subgraphs, options)
}

function readySupergraph(place: SupergraphPlace, { settings, log }: Options): SupergraphSource {
  if ('file' in place) {
    const { file } = place
    return {
      load: () => readSdl(file, 'The supergraph'),
      stamp: () => stampOf([file]),
      isRemote: false,
      close: () => Promise.resolve(),
    }
  }
  const { url } = place
  const upstream = createUpstream({ ...settings.defaults, name: 'supergraph', log })
  let tag: string | null = null
  return {
    async load(signal) {
      try {
        const { status, headers, body } = await upstream.request({
          url,
          as: 'text',
          headers: {
            accept: 'text/plain, application/graphql, */*',
            ...place.headers,
            ...(tag !== null && { 'if-none-match': tag }),
          },
          isAnswer: (attempt) => attempt.status === 304,
          signal,
        })
        if (status === 304) return null
        tag = headers.etag ?? null
        return String(body)
      } catch (error) {
        signal.throwIfAborted()
        throw new CompositionError([
          `The supergraph (${placeOf(url)}): ${error instanceof Error ? error.message : 'unknown error'}`,
        ])
      }
    },
    stamp: () => Promise.resolve(''),
    isRemote: true,
    close: () => upstream.close(),
  }
}

function composedSupergraph(subgraphs: readonly ComposedSubgraph[], { own, askAbout, log }: Options): SupergraphSource {
  const last = new Map<string, SubgraphSdl>()
  let tried: { readonly texts: string; readonly refusal: unknown } | null = null

  /** What a subgraph that cannot be asked said before is believed for as long as it cannot. */
  async function load(subgraph: ComposedSubgraph, signal: AbortSignal, faults: string[]): Promise<SubgraphSdl | null> {
    try {
      const sdl = await loadSubgraphSdl(subgraph, askAbout(subgraph, signal))
      last.set(subgraph.name, sdl)
      return sdl
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof CompositionError)) throw error
      const known = last.get(subgraph.name)
      if (known === undefined) faults.push(...error.faults)
      else
        log.warn(
          { subgraph: subgraph.name, faults: error.faults },
          'the SDL of a subgraph cannot be read; the last one counts',
        )
      return known ?? null
    }
  }

  return {
    async load(signal) {
      const faults: string[] = []
      const loaded = await Promise.all(subgraphs.map((subgraph) => load(subgraph, signal, faults)))
      if (faults.length > 0) throw new CompositionError(faults, { mayPass: true })
      const all = [...(own === null ? [] : [own]), ...loaded.filter((sdl) => sdl !== null)]
      const texts = JSON.stringify(all)
      if (tried?.texts === texts) {
        if (tried.refusal instanceof Error) throw tried.refusal
        return null
      }
      try {
        const sdl = composeSubgraphs(all)
        tried = { texts, refusal: null }
        return sdl
      } catch (refusal) {
        tried = { texts, refusal }
        throw refusal
      }
    },
    stamp: () => stampOf(subgraphs.flatMap(({ schema }) => (schema === null ? [] : [schema]))),
    isRemote: subgraphs.some(({ schema }) => schema === null),
    close: () => Promise.resolve(),
  }
}

/** By the clients that questions go through too. */
export function askAboutBy(clients: SubgraphClients): Options['askAbout'] {
  return (subgraph, signal) => async (fetch) => {
    const client = clients.take(subgraph)
    try {
      return await client.ask(fetch, { signal, header: () => null })
    } finally {
      clients.giveBack(subgraph)
    }
  }
}

async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
        () => 'gone',
      ),
    ),
  )
  return stamps.join()
}
