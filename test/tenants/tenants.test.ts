import { expect, it } from 'vitest'
import type { PolicyName } from './house.ts'
import { describeFound, search } from './search.ts'

it.each<[policy: PolicyName, documents: number]>([
  ['usual', 300],
  ['owners list', 100],
  ['owners see hosts', 100],
])(
  'tells alice the same whatever happens to others, under the policy "%s", in %i random documents',
  async (policy, documents) => {
    const started = performance.now()
    const found = await search({ seed: 4, documents, policy })
    console.log(policy, found.documents, found.questions, Math.round(performance.now() - started))
    expect(describeFound(found)).toBe('nothing')
  },
  120_000,
)
