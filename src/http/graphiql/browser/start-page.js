import { element } from './element.js'
import { createSession } from './session.js'
import { notify, showAnonymous, showSession } from './session-bar.js'
import { openSignInForm } from './sign-in-form.js'
import { createStorage } from './storage.js'

/**
 * @typedef {object} PageOptions
 * @property {boolean} needsToken false: the demo cloud, which lets everybody of this machine in
 * @property {readonly import('./sign-in-form.js').Person[]} people
 * @property {readonly string[]} examples
 * @property {object} graphiql what GraphiQL is given as it is
 */

const FAREWELL = 'pcigraph:farewell'
/** What the next page says of the session that ended with this one. */
const FAREWELLS = {
  'signed-out': 'You are signed out, and nothing is left of the session.',
  expired: 'Your session has ended, and what was shown is forgotten. Your questions are still here.',
  unrevoked: 'You are signed out here. Keystone could not be told, so the token is good elsewhere until it expires.',
  left: 'The page was left or loaded anew, and that signed you out. Your questions are still here.',
}

/**
 * One page is for one identity: each sign-out, and the end of a session, is followed by a new page, so that no answer and no token is left
 * in any corner of this one.
 *
 * @param {(root: HTMLElement, props: object) => void} renderGraphiql
 * @param {PageOptions} options
 */
export function startPage(renderGraphiql, { needsToken, people, examples, graphiql }) {
  const session = createSession(new URL(location.pathname, location.href))
  const storage = createStorage(examples)
  // Yoga's page writes each question into the address, and that is kept by the browser and told to proxies. Links with one still work.
  history.replaceState = () => undefined
  useTheme(storage.getItem('graphiql:theme'))
  addEventListener('pagehide', () => {
    if (session.isSignedIn()) sessionStorage.setItem(FAREWELL, 'left')
    session.abandon()
  })
  // The back button has brought back a page that was left.
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload())

  const farewell = takeFarewell()
  if (needsToken || location.hash === '#sign-in') {
    element('sign-in-note', HTMLElement).textContent = farewell ?? ''
    openSignInForm({ signIn: (credentials) => session.signIn(credentials), onSignedIn: open, people })
  } else {
    showAnonymous({
      onSignIn() {
        location.hash = 'sign-in'
        location.reload()
      },
    })
    notify(farewell ?? '')
    mount()
  }

  /** @param {import('./session.js').SignedIn} who */
  function open(who) {
    showSession(who, { onSignOut: () => void signOut(), onExpired: () => void end('expired') })
    mount()
    element('session-button', HTMLButtonElement).focus()
  }

  async function signOut() {
    storage.close()
    const isRevoked = await session.signOut()
    leave(isRevoked ? 'signed-out' : 'unrevoked')
  }

  /** @param {keyof typeof FAREWELLS} why */
  async function end(why) {
    await session.signOut()
    leave(why)
  }

  /** @param {keyof typeof FAREWELLS} why */
  function leave(why) {
    sessionStorage.setItem(FAREWELL, why)
    location.replace(location.pathname)
  }

  function mount() {
    const root = element('root', HTMLElement)
    root.setAttribute('role', 'main')
    /** @type {typeof session.ask} */
    const fetcher = (question, request) => session.ask(question, request)
    renderGraphiql(root, { ...graphiql, storage, fetcher })
  }
}

/** @returns {string | null} */
function takeFarewell() {
  const why = sessionStorage.getItem(FAREWELL)
  sessionStorage.removeItem(FAREWELL)
  return Object.entries(FAREWELLS).find(([name]) => name === why)?.[1] ?? null
}

/**
 * As GraphiQL does it when it comes; the form is there before.
 * @param {string | null} theme null: as the system has it
 */
function useTheme(theme) {
  if (theme === 'dark' || theme === 'light') document.body.classList.add(`graphiql-${theme}`)
}
