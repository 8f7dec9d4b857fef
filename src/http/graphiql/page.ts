import { readdirSync, readFileSync } from 'node:fs'

export type GraphiqlPageOptions = {
  /** Opens the headers with a place for the token: of a real cloud not even the schema is told without one. */
  readonly needsToken: boolean
}

/** The examples in the order of their file names, for a tab each. The name of the operation is the tab's title. */
export function readExamples(): { readonly query: string }[] {
  const folder = new URL('./examples/', import.meta.url)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => ({ query: readFileSync(new URL(name, folder), 'utf8') }))
}

/**
 * GraphiQL with everything in it: no address outside is asked, for the network where clouds are run often has none. Nine
 * megabytes, so made when the first browser comes, and once.
 * @param title for the tab of the browser and the top of the page, as text.
 */
export function createGraphiqlPage(
  title: string,
  options: GraphiqlPageOptions = { needsToken: false },
): () => Promise<string> {
  let page: Promise<string> | undefined
  return () => (page ??= render(title, options))
}

async function render(title: string, { needsToken }: GraphiqlPageOptions): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const headers = JSON.stringify({ ...(needsToken && { 'x-auth-token': '' }), 'x-pcigraph-receipt': '1' }, null, 2)
  const logo = readFileSync(new URL('./logo.svg', import.meta.url), 'utf8')
  const page = renderGraphiQL({
    title: escapeHtml(title),
    logo,
    favicon: `data:image/svg+xml;base64,${Buffer.from(logo).toString('base64')}`,
    defaultTabs: readExamples().map((example) => ({ ...example, headers })),
    defaultQuery: '',
    headers,
    // A token must not outlive the page.
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: needsToken ? 'headers' : false,
  })
  return page.replace('</head>', `<style>${STYLE}</style></head>`)
}

/**
 * GraphiQL's tabs can be dragged, and that measures them before they have their places: the first press on a tab moved
 * it from under the mouse, and the click went nowhere. The title is GraphiQL's logo, made for one word.
 */
const STYLE = `
  .graphiql-tab { transform: none !important; }
  .graphiql-logo span { font-size: 14px; line-height: 1.3; white-space: nowrap; }
`

/** The page takes its title for HTML, once in the head and once beside the logo. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
