import type { Loaders } from '../loaders/index.ts'
import type { PeekLoader } from '../loaders/peek-loader.ts'
import type { GraphContext } from './builder.ts'

/** Has everything fetched that a resolver will ask its loaders for, so that it finds the answers there and needs no promise. */
export type Ahead = (sources: readonly unknown[], args: object, context: GraphContext) => Promise<void> | undefined

type Resolver<Source, Args, Value> = (
  source: Source,
  args: Args,
  context: GraphContext,
) => Value | null | Promise<Value | null>

// By the resolver itself, which is what every copy and extension of the schema hands on.
const known = new WeakMap<object, Ahead>()

/** What is fetched ahead of a resolver; null: nothing. */
export function aheadOf(resolve: object): Ahead | null {
  return known.get(resolve) ?? null
}

/** A resolver that asks a loader for one key of its object; null where there is none. A whole level is fetched in one batch. */
export function linked<Source, Key, Value>(
  loaderOf: (loaders: Loaders) => PeekLoader<Key, Value>,
  keyOf: (source: Source) => Key | null,
): Resolver<Source, unknown, Value> {
  return fetchedAhead(
    (source, _args, { loaders }) => {
      const key = keyOf(source)
      return key === null ? null : loaderOf(loaders).get(key)
    },
    loaderOf,
    keyOf,
  )
}

/** The same for a resolver that does more than that, and may have reasons of its own not to ask. */
export function fetchedAhead<Source, Args, Key, Value, Result>(
  resolve: Resolver<Source, Args, Result>,
  loaderOf: (loaders: Loaders) => PeekLoader<Key, Value>,
  keyOf: (source: Source, context: GraphContext, args: Args) => Key | null,
): Resolver<Source, Args, Result> {
  known.set(resolve, (sources, args, context) => {
    // They are the objects and arguments that the resolver will be called with, one by one.
    const keys = sources.flatMap((source) => keyOf(source as Source, context, args as Args) ?? [])
    return loaderOf(context.loaders).prefetch(keys)
  })
  return resolve
}
