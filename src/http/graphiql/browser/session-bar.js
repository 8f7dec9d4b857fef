import { element } from './element.js'

const MINUTE_MS = 60_000
const WARN_BEFORE_MS = 5 * MINUTE_MS

/**
 * Says who is signed in, on what and until when, and warns before the end.
 *
 * @param {import('./session.js').SignedIn} who
 * @param {{ readonly onSignOut: () => void, readonly onExpired: () => void }} options
 */
export function showSession({ user, project, expiresAtMs }, { onSignOut, onExpired }) {
  const bar = element('session', HTMLElement)
  const warning = element('session-warning', HTMLElement)
  const end = new Date(expiresAtMs)
  const isToday = end.toDateString() === new Date().toDateString()
  const until = end.toLocaleString([], isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' })

  say(`Signed in as ${user} on project ${project}, until ${until}. A reload signs out.`)
  showButton('Sign out', onSignOut)
  // By the clock and not by one long timer, which a laptop that sleeps does not hear.
  const timer = setInterval(look, 1000)
  look()

  function look() {
    const leftMs = expiresAtMs - Date.now()
    if (leftMs <= 0) {
      clearInterval(timer)
      onExpired()
    } else if (leftMs <= WARN_BEFORE_MS) {
      const minutes = Math.ceil(leftMs / MINUTE_MS)
      const text = `This session ends in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}. Then you are signed out, and what is shown is forgotten.`
      // Written only when it changes: it is read out each time.
      if (warning.textContent !== text) warning.textContent = text
      bar.classList.add('ends-soon')
    }
  }
}

/**
 * Says that nobody has to sign in.
 * @param {{ readonly onSignIn: () => void }} options
 */
export function showAnonymous({ onSignIn }) {
  say("You are the demo's admin, without signing in.")
  showButton('Sign in as somebody else', onSignIn)
}

/** @param {string} text for what the page has to tell beside who is there, and for nobody to overlook */
export function notify(text) {
  element('session-warning', HTMLElement).textContent = text
}

/** @param {string} text */
function say(text) {
  element('session', HTMLElement).hidden = false
  element('session-who', HTMLElement).textContent = text
}

/**
 * @param {string} text
 * @param {() => void} onClick
 */
function showButton(text, onClick) {
  const button = element('session-button', HTMLButtonElement)
  button.textContent = text
  button.addEventListener('click', onClick, { once: true })
}
