import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Pothos and Yoga load graphql as CommonJS; without this, Vite gives the tests a second copy, as ES modules.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    // Suites that take long, or need a database server, a browser, an OpenStack or a process for each test: `npm run test:databases` and its siblings.
    exclude: [
      'test/cli/**',
      'test/databases/**',
      'test/browser/**',
      'test/openstack/**',
      'test/long/**',
      'test/deploy/**',
      'test/faults/**',
      'test/federation/{examples,semantics,stock}/**',
      'test/scale/**',
    ],
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 20_000,
  },
})
