import type { Page } from 'playwright-core'

/** Every place of a page where something of a session could be left, as one text. */
export async function leftoversIn(page: Page): Promise<string> {
  const inPage = await page.evaluate(PLACES)
  const cookies = await page.context().cookies()
  return [inPage, JSON.stringify(cookies), page.url()].join('\n')
}

/**
 * What scripts of the page can reach: storage, the document with what is typed into its fields, the history's state, and all that hangs on
 * the global object, some levels deep. Text for the browser, since nothing of this program's types is true there.
 */
const PLACES = `(() => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie, JSON.stringify(history.state), location.href]
  found.push(document.documentElement.outerHTML.replaceAll(/<script>.*?<\\/script>/gs, ''))
  for (const input of document.querySelectorAll('input, textarea')) found.push(input.value)
  const seen = new WeakSet()
  let level = [globalThis]
  for (let depth = 0; depth < 4; depth++) {
    const next = []
    for (const object of level) {
      for (const key of Reflect.ownKeys(object)) {
        let value
        try { value = object[key] } catch { continue }
        // A getter of a prototype, which was asked on no object.
        if (value instanceof Promise) value.catch(() => undefined)
        if (typeof value === 'string') found.push(value.length > 1e6 ? '' : value)
        const isThing = (typeof value === 'object' && value !== null) || typeof value === 'function'
        if (isThing && !seen.has(value) && !(value instanceof Node)) { seen.add(value); next.push(value) }
      }
    }
    level = next
  }
  return found.join('\\n')
})()`
