import { defineConfig } from 'vitest/config'
import root from '../../vitest.config.ts'

/** A real browser, which Debian has as the package `chromium`, against the program as its user starts it. */
export default defineConfig({
  ...(root.resolve === undefined ? {} : { resolve: root.resolve }),
  test: {
    include: ['test/browser/**/*.test.ts'],
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 90_000,
    hookTimeout: 90_000,
  },
})
