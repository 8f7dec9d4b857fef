import type { DocumentNode, GraphQLSchema } from 'graphql'
import { createLoaders, type Sources } from '../loaders/index.ts'
import type { Call } from '../model/call.ts'
import { createDecide } from '../policy/rules.ts'
import type { CloudInfo, GraphContext } from '../schema/builder.ts'
import { createAskedDeviceParts } from './asked-device-parts.ts'

/** Everything that the resolvers of one document need for one caller; nothing of it outlives the answer. */
export type CreateContext = (call: Call, document: DocumentNode) => GraphContext

export function createContextFactory(schema: GraphQLSchema, sources: Sources, cloud: CloudInfo): CreateContext {
  const askedDeviceParts = createAskedDeviceParts(schema)
  return (call, document) => {
    const decide = createDecide(call.caller)
    return { call, decide, cloud, loaders: createLoaders(sources, call, decide, askedDeviceParts(document)) }
  }
}
