import { defineConfig } from 'vitest/config'
import root from '../../vitest.config.ts'

/** Federation over real sockets: this program, stock routers and real subgraphs. The routers alone take seconds to load. */
export default defineConfig({
  ...(root.resolve === undefined ? {} : { resolve: root.resolve }),
  test: {
    root: import.meta.dirname,
    include: ['examples/**/*.test.ts', 'semantics/**/*.test.ts', 'stock/**/*.test.ts'],
    fileParallelism: false,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
