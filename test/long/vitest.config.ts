import { defineConfig } from 'vitest/config'
import root from '../../vitest.config.ts'

/** What takes long by its nature: lists of a hundred thousand, and the package as npm installs it. One after the other, to be timed. */
export default defineConfig({
  ...(root.resolve === undefined ? {} : { resolve: root.resolve }),
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    fileParallelism: false,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
})
