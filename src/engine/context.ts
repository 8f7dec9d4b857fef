import type { DocumentNode, GraphQLSchema } from 'graphql'
import { createLoaders, type Sources } from '../loaders/index.ts'
import type { Call } from '../model/call.ts'
import { createAccess } from '../policy/access.ts'
import type { Policy } from '../policy/policy.ts'
import type { CloudInfo, GraphContext } from '../schema/builder.ts'
import { createAskedDeviceParts } from './asked-device-parts.ts'

/** Everything that the resolvers of one document need for one caller; nothing of it outlives the answer. */
export type CreateContext = (call: Call, document: DocumentNode) => GraphContext

export function createContextFactory(
  schema: GraphQLSchema,
  sources: Sources,
  cloud: CloudInfo,
  policy: Policy,
): CreateContext {
  const askedDeviceParts = createAskedDeviceParts(schema)
  return (call, document) => {
    const access = createAccess(policy, call.caller)
    return { call, access, cloud, loaders: createLoaders(sources, call, access, askedDeviceParts(document)) }
  }
}
