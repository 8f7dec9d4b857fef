/**
 * @template {HTMLElement} Kind
 * @param {string} id of page.html
 * @param {{ new (): Kind }} kind
 * @returns {Kind}
 */
export function element(id, kind) {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`The page has no ${id}`)
}
