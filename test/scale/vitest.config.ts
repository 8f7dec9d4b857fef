import { defineConfig } from 'vitest/config'
import root from '../../vitest.config.ts'

/** Several gateways on one MariaDB behind nginx, killed under load: Debian's packages mariadb-server-core, nginx-light and redis-server. */
export default defineConfig({
  ...(root.resolve === undefined ? {} : { resolve: root.resolve }),
  test: {
    root: import.meta.dirname,
    include: ['**/*.test.ts'],
    fileParallelism: false,
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
})
