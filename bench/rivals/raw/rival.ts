import type { Rival } from '../rival.ts'

/** The limit: the least code that gives the same bytes from the same upstreams with the same duties. */
export const raw: Rival = {
  name: 'raw',
  program: ({ authUrl, computeUrl, cells: [cell] }) => ({
    file: new URL('main.ts', import.meta.url).pathname,
    env: { AUTH_URL: authUrl, COMPUTE_URL: computeUrl, CELL_DATABASE: cell?.path ?? '' },
  }),
}
