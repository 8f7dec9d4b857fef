import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { Kind, parse, print, separateOperations, concatAST } from 'graphql'

const SRC = new URL('../../../src/', import.meta.url)

/** Every operation that the project ships, each as a document of its own. */
export async function storedDocuments(): Promise<readonly { readonly name: string; readonly query: string }[]> {
  const paths = []
  for await (const path of glob('{rest,cli,http}/**/*.graphql', { cwd: SRC })) paths.push(path)
  // Those of the command line have their fragments in files beside them.
  const documents = paths.sort().map((path) => ({ path, ast: parse(readFileSync(new URL(path, SRC), 'utf8')) }))
  const byFolder = Map.groupBy(documents, ({ path }) => path.replace(/\/[^/]*$/, ''))
  return [...byFolder.values()].flatMap((beside) => {
    const all = concatAST(beside.map(({ ast }) => ast))
    const fragments = new Set<string>()
    const once = {
      ...all,
      definitions: all.definitions.filter((definition) => {
        if (definition.kind !== Kind.FRAGMENT_DEFINITION) return true
        const isKnown = fragments.has(definition.name.value)
        fragments.add(definition.name.value)
        return !isKnown
      }),
    }
    return Object.entries(separateOperations(once)).map(([name, ast]) => ({ name, query: print(ast) }))
  })
}
