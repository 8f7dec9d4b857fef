import { readdirSync, readFileSync } from 'node:fs'

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
