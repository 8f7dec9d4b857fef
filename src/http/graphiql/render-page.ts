import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'
import type { GraphiqlPageOptions, Page } from './page.ts'
import { pageScript } from './page-script.ts'
import { readExamples } from './read-examples.ts'

/** @param title for the tab of the browser and the top of the page, as text. */
export function renderPage(title: string, { needsToken, people = [], contract = null }: GraphiqlPageOptions): Page {
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
  // As it goes out, time and again.
  const bytes = new TextEncoder().encode(html)
  return { html: bytes, gzipped: new Uint8Array(gzipSync(bytes)), headers: headersOf(html) }
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
    // Kept by the browser, which asks each time whether it is still the same: a new version shows itself at once.
    'cache-control': 'no-cache',
    etag: `"${createHash('sha256').update(html).digest('base64url')}"`,
    vary: 'accept, accept-encoding',
  }
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

/** The page takes its title for HTML, once in the head and once beside the logo. */
function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
