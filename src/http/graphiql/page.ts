import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { pageScript } from './page-script.ts'

/** The page with the headers that belong to it. */
export type Page = { readonly html: Uint8Array<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> }

export type GraphiqlPageOptions = {
  /** Nothing is shown before somebody has signed in: of a real cloud not even the schema is told without a token. */
  readonly needsToken: boolean
  /** Of the demo cloud, to be signed in at a click: what is secret about them is known to all. */
  readonly people?: readonly DemoPerson[]
  /** What is served instead of the whole graph: it has examples of its own. */
  readonly contract?: 'project' | null
}

export type DemoPerson = { readonly user: string; readonly password: string; readonly project: string }

/**
 * The examples in the order of their file names, for a tab each. The name of the operation is the tab's title.
 * @param contract whose fields are all that they ask for; null: the whole graph
 */
export function readExamples(contract: 'project' | null = null): { readonly query: string }[] {
  const folder = new URL(contract === null ? './examples/' : `./examples/${contract}/`, import.meta.url)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .sort()
    .map((name) => ({ query: readFileSync(new URL(name, folder), 'utf8') }))
}

/**
 * GraphiQL and the form to sign in on, with everything in it: no address outside is asked, for the network where clouds are run often has
 * none. Nine megabytes, so made when the first browser comes, and once.
 * @param title for the tab of the browser and the top of the page, as text.
 */
export function createGraphiqlPage(
  title: string,
  options: GraphiqlPageOptions = { needsToken: false },
): () => Promise<Page> {
  let page: Promise<Page> | undefined
  return () => (page ??= render(title, options))
}

async function render(title: string, { needsToken, people = [], contract = null }: GraphiqlPageOptions): Promise<Page> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  // Of so much text, each step takes as long as others may be held up.
  await nextTurn()
  const examples = readExamples(contract)
  const logo = read('./logo.svg')
  const script = pageScript({
    needsToken,
    people,
    examples: examples.map(({ query }) => query),
    graphiql: {
      title: escapeHtml(title),
      logo,
      defaultTabs: examples,
      defaultQuery: '',
      // Nothing of them outlives the page, and nobody is offered that it should.
      shouldPersistHeaders: false,
      defaultEditorToolsVisibility: false,
    },
  })
  const favicon = `data:image/svg+xml;base64,${Buffer.from(logo).toString('base64')}`
  const html = withoutItsStart(renderGraphiQL({ title: escapeHtml(title), favicon }))
    .replace('</head>', () => `<style>${read('./browser/page.css')}</style></head>`)
    .replace(
      '<div id="root">',
      () => `${read('./browser/page.html').replace('{{title}}', escapeHtml(title))}<div id="root">`,
    )
    .replace(/<\/script>\s*<\/body>/, (end) => `</script><script>${script}${end}`)
  await nextTurn()
  const headers = headersOf(html)
  await nextTurn()
  // As it goes out, time and again.
  return { html: new TextEncoder().encode(html), headers }
}

/** Yoga's page starts GraphiQL by itself, with what can be written as JSON: neither who asks nor what is kept can. */
function withoutItsStart(page: string): string {
  const start = page.lastIndexOf('YogaGraphiQL.renderYogaGraphiQL(')
  const end = page.indexOf('</script>', start)
  if (start < 0 || end < 0) throw new Error('The page of @graphql-yoga/render-graphiql does not start as it used to')
  return page.slice(0, start) + page.slice(end)
}

/**
 * Scripts are those that stand in the page and no others; what they do reaches this gateway and nobody else. Styles are as GraphiQL's
 * editor makes them while it runs, which no hash can name: without a way to another address they can tell nobody anything.
 */
function headersOf(html: string): Page['headers'] {
  const hashes = Array.from(html.matchAll(/<script>(.*?)<\/script>/gs), ([, script = '']) => {
    return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
  })
  const policy = {
    'default-src': "'none'",
    'script-src': hashes.join(' '),
    'worker-src': 'blob:',
    'style-src': "'unsafe-inline'",
    'img-src': 'data:',
    'font-src': 'data:',
    'connect-src': "'self'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  }
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': Object.entries(policy)
      .map(([directive, value]) => `${directive} ${value}`)
      .join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  }
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

/** The page takes its title for HTML, once in the head and once beside the logo. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
