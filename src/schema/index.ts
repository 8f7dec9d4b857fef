import type { GraphQLSchema } from 'graphql'
import { builder } from './builder.ts'
import { directives } from './directives.ts'
import { enforceRules } from './rule.ts'
// Each of these registers its fields when it is loaded; the types come along.
import './cloud.ts'
import './hypervisor-queries.ts'
import './pci-device-groups.ts'
import './pci-device-queries.ts'
import './server-queries.ts'
// Last: the files above are in the order in which the graph is told.
import { annotate } from './annotate.ts'

builder.queryType({
  description:
    'Which server holds which PCI device, on which hypervisor, and what is left. Read only: Nova owns the state.',
})

/** The own graph, as a client sees it. */
export function createSchema(): GraphQLSchema {
  // In the order in which the files tell it, which is how people read it.
  return annotate(enforceRules(builder.toSchema({ directives, sortSchema: false })))
}
