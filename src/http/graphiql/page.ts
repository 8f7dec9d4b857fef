import { readdirSync, readFileSync } from 'node:fs'

/** The examples in the order of their file names, for a tab each. */
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
 */
export function createGraphiqlPage(title: string): () => Promise<string> {
  let page: Promise<string> | undefined
  return () => (page ??= render(title))
}

async function render(title: string): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  return renderGraphiQL({
    title,
    defaultTabs: readExamples(),
    defaultQuery: '',
    shouldPersistHeaders: false,
  })
}
