import { defineConfig } from 'vitest/config'
import root from '../../vitest.config.ts'

/** The commands as their users run them: a process for each, which takes its time. */
export default defineConfig({
  ...(root.resolve === undefined ? {} : { resolve: root.resolve }),
  test: { root: import.meta.dirname, include: ['**/*.test.ts'], testTimeout: 30_000 },
})
