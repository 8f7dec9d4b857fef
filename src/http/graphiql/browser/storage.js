/**
 * What GraphiQL may keep, instead of all in local storage. Of every visit: how the page looks. Of this browser tab: what was typed as
 * questions, until somebody signs out. Variables, headers, the history and every answer last as long as the page: they hold, or say,
 * what came from the cloud.
 *
 * @typedef {{ readonly query: string | null }} Tab
 * @typedef {{ readonly tabs: readonly Tab[], readonly activeTabIndex: number }} TabState
 */

const LOOKS = /^graphiql:(theme|docExplorerFlex|editorFlex|secondaryEditorFlex)$/
const TABS = 'graphiql:tabState'
const EXAMPLES = 'pcigraph:examples'

/** @param {readonly string[]} examples those of this version */
export function createStorage(examples) {
  /** @type {Map<string, string>} */
  const page = new Map()
  let isClosed = false
  // Versions before this one kept everything.
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith('graphiql:') && !LOOKS.test(key)) localStorage.removeItem(key)
  }
  const kept = /** @type {TabState | null} */ (parse(sessionStorage.getItem(TABS)))
  const keptExamples = /** @type {readonly string[] | null} */ (parse(sessionStorage.getItem(EXAMPLES)))
  const tabs = renewExamples(kept, keptExamples, examples)
  if (tabs !== null) {
    page.set(TABS, JSON.stringify(tabs))
    // GraphiQL opens one tab more for a question that no tab has.
    page.set('graphiql:query', tabs.tabs[tabs.activeTabIndex]?.query ?? '')
  }

  return {
    /** @param {string} key */
    getItem: (key) => (LOOKS.test(key) ? localStorage.getItem(key) : (page.get(key) ?? null)),
    /**
     * @param {string} key
     * @param {string} value
     */
    setItem(key, value) {
      if (LOOKS.test(key)) localStorage.setItem(key, value)
      else page.set(key, value)
      if (key !== TABS || isClosed) return
      sessionStorage.setItem(TABS, typedIn(value))
      sessionStorage.setItem(EXAMPLES, JSON.stringify(examples))
    },
    /** @param {string} key */
    removeItem(key) {
      if (LOOKS.test(key)) localStorage.removeItem(key)
      else page.delete(key)
      if (key === TABS) sessionStorage.removeItem(TABS)
    },
    clear: forget,
    get length() {
      return page.size
    },
    /** Forgets all but the looks, and keeps nothing from now on: GraphiQL writes a moment later what it has. */
    close() {
      isClosed = true
      forget()
    },
  }

  function forget() {
    page.clear()
    sessionStorage.removeItem(TABS)
    sessionStorage.removeItem(EXAMPLES)
  }
}

/**
 * Examples of another version give way to those of this one; a tab that somebody has written something of their own into stays.
 *
 * @param {TabState | null} state
 * @param {readonly string[] | null} before the examples when it was kept
 * @param {readonly string[]} now
 * @returns {TabState | null}
 */
export function renewExamples(state, before, now) {
  if (state === null || before === null || JSON.stringify(before) === JSON.stringify(now)) return state
  const own = state.tabs.filter(({ query }) => query !== null && query !== '' && !before.includes(query))
  if (own.length === 0) return null
  return { tabs: [...now.map(newTab), ...own], activeTabIndex: now.length }
}

/** @param {string} query */
function newTab(query) {
  const operationName = /^query (\w+)/m.exec(query)?.[1] ?? null
  const title = operationName ?? '<untitled>'
  return {
    id: crypto.randomUUID(),
    hash: null,
    title,
    query,
    variables: null,
    headers: null,
    operationName,
    response: null,
  }
}

/** @param {string} state */
function typedIn(state) {
  const fleeting = /^(variables|headers|response|hash)$/
  return JSON.stringify(JSON.parse(state), (key, /** @type {unknown} */ value) => (fleeting.test(key) ? null : value))
}

/**
 * @param {string | null} text
 * @returns {unknown} null too where it cannot be read
 */
function parse(text) {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
