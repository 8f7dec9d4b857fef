import { expect, it } from 'vitest'
import type { PolicyName } from '../tenants/house.ts'
import { describeFound, search } from '../tenants/search.ts'

// A refusal is an error with a stack, and there are a hundred thousand of them: making stacks would take a sixth of the time.
Error.stackTraceLimit = 0

// Ten thousand documents: most under Nova's own rules, the others where operators let owners see more.
it.each<[policy: PolicyName, documents: number, seed: number]>([
  ['usual', 5000, 1001],
  ['owners list', 3000, 1002],
  ['owners see hosts', 2000, 1003],
])(
  'tells alice the same whatever happens to others, under the policy "%s", in %i random documents',
  async (policy, documents, seed) => {
    const found = await search({ seed, documents, policy, batch: 250 })
    expect(describeFound(found)).toBe('nothing')
    expect(found.documents).toBe(documents)
  },
  600_000,
)
