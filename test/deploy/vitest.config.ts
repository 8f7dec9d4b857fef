import { defineConfig } from 'vitest/config'
import root from '../../vitest.config.ts'

/** What deploy/ holds, tried with what runs it: Debian's packages prometheus, systemd and bubblewrap. */
export default defineConfig({
  ...(root.resolve === undefined ? {} : { resolve: root.resolve }),
  test: { root: import.meta.dirname, include: ['**/*.test.ts'], testTimeout: 120_000, hookTimeout: 180_000 },
})
