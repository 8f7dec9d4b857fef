import type { Rival } from './rival.ts'

/** Our program as `npm start` runs it, pointed at the cloud as any operator would point it. */
export const pcigraph: Rival = {
  name: 'pcigraph',
  title: 'this program',
  program: ({ authUrl, user, cells }) => ({
    file: new URL('../../src/main.ts', import.meta.url).pathname,
    env: {
      // As `npm start` sets it.
      NODE_ENV: 'production',
      PORT: '0',
      OS_AUTH_URL: authUrl,
      OS_USER_ID: user.id,
      OS_PASSWORD: user.password,
      OS_PROJECT_ID: user.projectId,
      PCIGRAPH_SOURCES: cells.map(({ name, path }) => `${name}=sqlite:${path}`).join(' '),
    },
  }),
  questions: null,
  leavesOut: '',
}
