import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What stops parts of the cloud comes when nobody else needs them. */
class OutagesLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLast = ({ moduleId }: TestSpecification) => Number(moduleId.endsWith('/outages.test.ts'))
    return (await super.sort(files)).toSorted((a, b) => isLast(a) - isLast(b))
  }
}

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  // One copy of graphql for Pothos, Yoga and the tests: as in the config at the root.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/openstack/**/*.test.ts'],
    // One cloud, and tests that may change it: one file after another.
    fileParallelism: false,
    sequence: { sequencer: OutagesLast },
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
})
