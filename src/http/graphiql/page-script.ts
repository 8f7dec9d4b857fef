import { readFileSync } from 'node:fs'

/** In the order in which they import one another. */
const FILES = ['element', 'session', 'storage', 'sign-in-form', 'session-bar', 'start-page']

/**
 * What `browser/` has, as one script to stand in the page. Its files are modules for whoever reads and checks them; they import one
 * another and nothing else, so that all together need no import, and no bundler.
 * @param options for `startPage`
 */
export function pageScript(options: object): string {
  const functions = FILES.map((name) => readFileSync(new URL(`./browser/${name}.js`, import.meta.url), 'utf8'))
    .join('\n')
    .replaceAll(/^import [^;]*? from '.*'$/gm, '')
    .replaceAll(/^export /gm, '')
  // In a script, this is the one text that ends it.
  const given = JSON.stringify(options).replaceAll('<', '\\u003c')
  return `(() => {\n${functions}\nstartPage(YogaGraphiQL.renderYogaGraphiQL, ${given})\n})()`
}
