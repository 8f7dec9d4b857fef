import { defineConfig } from 'vitest/config'
import root from '../../vitest.config.ts'

/** Real servers from Debian's packages, started by the suite: once in UTC, once where clocks are changed twice a year. */
export default defineConfig({
  test: {
    // Two servers at a time are enough for a small machine.
    fileParallelism: false,
    projects: ['UTC', 'America/New_York'].map((timeZone) => ({
      ...(root.resolve === undefined ? {} : { resolve: root.resolve }),
      test: {
        name: timeZone,
        root: import.meta.dirname,
        include: ['*.test.ts'],
        env: { TZ: timeZone },
        expect: { poll: { timeout: 10_000 } },
        testTimeout: 30_000,
        hookTimeout: 120_000,
      },
    })),
  },
})
