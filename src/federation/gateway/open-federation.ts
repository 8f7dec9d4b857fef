import { setTimeout as pause } from 'node:timers/promises'
import { useQueryPlan } from '@graphql-hive/router-runtime'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { ConfigurationError } from '../../errors.ts'
import { CompositionError } from './compose-subgraphs.ts'
import { createGeneration, type Generation } from './generation.ts'
import { createSubgraphClients, type ClientOptions } from './subgraph-clients.ts'
import type { ReachableSubgraph, SubgraphClient } from './subgraph-client.ts'
import type { FederationSettings } from './subgraph-settings.ts'
import { askAboutBy, createSupergraphSource } from './supergraph-source.ts'

/** The supergraph that is served, and the next one as soon as there is one. */
export type Federation = {
  current(): Generation
  /** Of a schema that a question was checked against. Null: it is none of a supergraph. */
  generationOf(schema: GraphQLSchema): Generation | null
  /** While a question is answered by it, a supergraph stays, whatever comes after it. @returns called at the end; again does nothing. */
  hold(generation: Generation): () => void
  /** The own graph, where it takes part. */
  readonly own: OwnPart | null
  /** For Yoga: `extensions.queryPlan` for who asks with `x-pcigraph-plan: 1`, where plans are shown. */
  readonly showPlan: Plugin
  /** Looks now whether there is another one. Never rejects. */
  reload(): Promise<void>
  close(): Promise<void>
}

export type FederationOptions = ClientOptions & {
  readonly settings: FederationSettings
  /** The own graph, as it takes part. Null: it does not. */
  readonly own: OwnPart | null
  readonly onReload: (outcome: 'taken' | 'refused') => void
}

/** Its name in the supergraph, the SDL that it is composed by, and the schema that answers. */
export type OwnPart = {
  readonly name: string
  readonly url: string
  readonly sdl: string
  readonly schema: GraphQLSchema
}

type Held = {
  readonly generation: Generation
  /** Of the clients that it has taken; empty when they are given back. */
  readonly settings: ReachableSubgraph[]
  questions: number
  isRetired: boolean
  isLeaving: boolean
}

/** How long a supergraph stays after the last question that was held. */
const LINGER_MS = 5000

/** How often it is looked whether a file was written. */
const FILES_MS = 1000

/**
 * Loads the supergraph, and goes on looking for another one.
 * @throws ConfigurationError where there is none, or one that cannot be served
 */
export async function openFederation(options: FederationOptions): Promise<Federation> {
  const { settings, log, onReload } = options
  const clients = createSubgraphClients(options)
  const closing = new AbortController()
  const source = createSupergraphSource({
    settings,
    own: options.own && { ...options.own, place: 'this program' },
    askAbout: askAboutBy(clients),
    log,
  })
  const bySchema = new WeakMap<GraphQLSchema, Held>()
  let own = options.own
  let stamp = await source.stamp()
  let current = await first()
  // A ready supergraph is served as it stands, with the own graph or without.
  if (!current.generation.subgraphs.some(({ name }) => name === own?.name)) own = null
  let underWay: Promise<void> | null = null
  let lastRefusal: string | null = null
  let again = false

  const files = setInterval(() => void lookAtFiles(), FILES_MS).unref()
  const poll = source.isRemote ? setInterval(() => void reload(), settings.pollMs).unref() : undefined

  return {
    current: () => current.generation,
    generationOf: (schema) => bySchema.get(schema)?.generation ?? null,
    hold(generation) {
      const held = bySchema.get(generation.schema)
      if (held === undefined) return () => undefined
      held.questions++
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        held.questions--
        letGo(held)
      }
    },
    own,
    showPlan: settings.showPlans ? showPlan() : {},
    reload,
    async close() {
      clearInterval(files)
      clearInterval(poll)
      closing.abort()
      await underWay
      await Promise.all([source.close(), clients.close()])
    },
  }

  /** Subgraphs that start at the same time as this may not be there yet. */
  async function first(): Promise<Held> {
    const deadline = performance.now() + settings.startTimeoutMs
    for (;;) {
      try {
        const sdl = await source.load(closing.signal)
        if (sdl === null) throw new CompositionError(['There is no supergraph.'])
        return await take(sdl)
      } catch (error) {
        if (performance.now() < deadline && error instanceof CompositionError && error.mayPass) {
          await pause(500)
          continue
        }
        await Promise.all([source.close(), clients.close()])
        throw new ConfigurationError(faultsOf(error))
      }
    }
  }

  async function take(sdl: string): Promise<Held> {
    const reachable = new Map<string, ReachableSubgraph>()
    const taken = new Map<string, SubgraphClient>()
    const generation = await createGeneration(sdl, own, ({ subgraph }) => {
      const client = taken.get(subgraph)
      if (client === undefined) throw new Error(`The plan asks ${subgraph}, which nobody knows the address of.`)
      return client
    })
    for (const { name, url } of generation.subgraphs) {
      if (name === own?.name) continue
      const set = settings.source.subgraphs.find((each) => each.name === name) ?? { ...settings.defaults, name }
      const address = set.url ?? URL.parse(url)
      if (address === null) throw new CompositionError([`The supergraph says no address of ${name}: set its url`])
      reachable.set(name, { ...set, url: address })
    }
    for (const [name, subgraph] of reachable) taken.set(name, clients.take(subgraph))
    const held: Held = {
      generation,
      settings: [...reachable.values()],
      questions: 0,
      isRetired: false,
      isLeaving: false,
    }
    bySchema.set(generation.schema, held)
    return held
  }

  async function lookAtFiles(): Promise<void> {
    const now = await source.stamp()
    if (now === stamp) return
    stamp = now
    await reload()
  }

  /** One at a time; whoever comes while one is under way is owed another. */
  function reload(): Promise<void> {
    if (underWay !== null) {
      again = true
      return underWay
    }
    underWay = renew().finally(() => {
      underWay = null
      if (!again) return
      again = false
      void reload()
    })
    return underWay
  }

  async function renew(): Promise<void> {
    try {
      const sdl = await source.load(closing.signal)
      if (sdl === null || sdl === current.generation.sdl) return
      const next = await take(sdl)
      const before = current
      current = next
      before.isRetired = true
      letGo(before)
      lastRefusal = null
      onReload('taken')
      log.info(
        { subgraphs: next.generation.subgraphs.map(({ name }) => name) },
        'another supergraph is served from now on',
      )
    } catch (error) {
      if (closing.signal.aborted) return
      const faults = faultsOf(error)
      onReload('refused')
      // A file that stays wrong is looked at once; an address is asked again and again.
      if (lastRefusal === faults.join('\n')) return
      lastRefusal = faults.join('\n')
      log.error({ faults }, 'what would be the next supergraph is refused; the last good one serves on')
    }
  }

  /** A question may have been checked against it just now, and not be held yet. */
  function letGo(held: Held): void {
    if (!held.isRetired || held.questions > 0 || held.isLeaving) return
    held.isLeaving = true
    setTimeout(() => {
      held.isLeaving = false
      if (held.questions > 0 || closing.signal.aborted) return
      for (const subgraph of held.settings.splice(0)) clients.giveBack(subgraph)
    }, LINGER_MS).unref()
  }
}

function showPlan(): Plugin {
  const { onExecute } = useQueryPlan({ expose: ({ headers }) => headers.get('x-pcigraph-plan') === '1' })
  // It is typed for a server of its own, and reads nothing but the request and what is executed.
  return { onExecute: onExecute as unknown as NonNullable<Plugin['onExecute']> }
}

function faultsOf(error: unknown): readonly string[] {
  if (error instanceof CompositionError) return error.faults
  if (error instanceof GraphQLError) {
    const [at] = error.locations ?? []
    return [`The supergraph${at ? `, line ${at.line}, column ${at.column}` : ''}: ${error.message}`]
  }
  return [`The supergraph: ${error instanceof Error ? error.message : 'it cannot be read'}`]
}
