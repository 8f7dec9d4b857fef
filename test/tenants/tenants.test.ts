import { expect, it } from 'vitest'
import type { PolicyName } from './house.ts'
import { describeFound, search } from './search.ts'

// The short form; ten thousand documents are asked by test/long/tenants.test.ts.
it.each<[policy: PolicyName, documents: number]>([
  ['usual', 300],
  ['owners list', 100],
  ['owners see hosts', 100],
])(
  'tells alice the same whatever happens to others, under the policy "%s", in %i random documents',
  async (policy, documents) => {
    const found = await search({ seed: 4, documents, policy })
    expect(describeFound(found)).toBe('nothing')
    expect(found.questions).toBeGreaterThan(documents)
  },
  120_000,
)
