import type { GraphContext } from '../../../src/schema/builder.ts'

const parts: Partial<GraphContext> = {
  access: { may: () => true, reach: () => 'all', whyNot: () => '' },
}

/** For schemas that a test makes for itself: who asks may have all of it, and their resolvers ask for nothing else. */
export const SMALL_CONTEXT = parts as GraphContext
