import { defineConfig } from 'vitest/config'
import root from '../../vitest.config.ts'

/** Every fault that can befall an upstream, over real sockets, one after the other: time limits are waited for, and a MariaDB is started. */
export default defineConfig({
  ...(root.resolve === undefined ? {} : { resolve: root.resolve }),
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    fileParallelism: false,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
