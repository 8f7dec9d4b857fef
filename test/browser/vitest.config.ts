import { defineConfig } from 'vitest/config'
import root from '../../vitest.config.ts'

/** A real browser, which Debian has as the package `chromium`, against the program as its user starts it. */
export default defineConfig({
  ...(root.resolve === undefined ? {} : { resolve: root.resolve }),
  test: {
    include: ['test/browser/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
