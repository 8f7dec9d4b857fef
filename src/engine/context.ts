import type { DocumentNode, GraphQLSchema } from 'graphql'
import { createLoaders, type Sources } from '../loaders/index.ts'
import type { Call } from '../model/call.ts'
import { createAccess } from '../policy/access.ts'
import type { Policy } from '../policy/policy.ts'
import type { CloudInfo, GraphContext } from '../schema/builder.ts'
import { createAskedParts } from './asked-parts.ts'

/** Everything that the resolvers of one document need for one caller; nothing of it outlives the answer. */
export type CreateContext = (call: Call, document: DocumentNode) => GraphContext

export function createContextFactory(
  schema: GraphQLSchema,
  sources: Sources,
  cloud: CloudInfo,
  policy: Policy,
): CreateContext {
  const askedParts = createAskedParts(schema)
  return (opened, document) => {
    const { deviceParts, reads } = askedParts(document)
    const access = createAccess(policy, opened.caller)
    // The brief listing of hypervisors has a rule of its own; it stands in only for who may have the other.
    const mayStandIn = access.may('os_compute_api:os-hypervisors:list-detail')
    const call: Call = { ...opened, reads: mayStandIn ? reads : { ...reads, hypervisors: 'whole' } }
    return { call, access, cloud, loaders: createLoaders(sources, call, access, deviceParts) }
  }
}
