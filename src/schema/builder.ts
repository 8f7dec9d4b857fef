import SchemaBuilder from '@pothos/core'
import { DateTimeResolver, JSONResolver } from 'graphql-scalars'
import type { Loaders } from '../loaders/index.ts'
import type { Call } from '../model/call.ts'
import type { Access } from '../policy/access.ts'

/** What every resolver is given: made anew for each request, so that nothing outlives the caller's token. */
export type GraphContext = {
  readonly call: Call
  readonly access: Access
  readonly loaders: Loaders
  readonly cloud: CloudInfo
}

/** What the configuration alone says of the cloud. */
export type CloudInfo = {
  readonly name: string
  readonly region: string | null
  readonly isDemo: boolean
  readonly maxPageSize: number
  readonly cells: readonly { readonly name: string; readonly uuid: string | null }[]
  /** A compute host that has not reported for so long is held to be down: Nova's `service_down_time`. */
  readonly serviceDownTimeMs: number
  readonly now: () => Date
  microversions(signal: AbortSignal): Promise<{ readonly min: string; readonly max: string }>
}

// Fields are nullable unless they say otherwise: whatever calls an upstream must be able to be null.
export const builder = new SchemaBuilder<{
  Context: GraphContext
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSON: { Input: unknown; Output: unknown }
  }
}>({})

export type SchemaTypes = typeof builder.$inferSchemaTypes

builder.addScalarType('DateTime', DateTimeResolver)
builder.addScalarType('JSON', JSONResolver)
