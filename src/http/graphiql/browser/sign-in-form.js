import { element } from './element.js'

/**
 * @typedef {import('./session.js').SignedIn} SignedIn
 * @typedef {{ readonly user: string, readonly password: string, readonly project: string }} Person somebody of the demo cloud
 */

/**
 * @param {object} options
 * @param {(credentials: object) => Promise<SignedIn>} options.signIn
 * @param {(who: SignedIn) => void} options.onSignedIn
 * @param {readonly Person[]} options.people to be signed in at a click
 */
export function openSignInForm({ signIn, onSignedIn, people }) {
  const form = element('sign-in-form', HTMLFormElement)
  const error = element('sign-in-error', HTMLElement)
  const submit = element('sign-in-submit', HTMLButtonElement)
  let isBusy = false

  form.addEventListener('change', showFields)
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void trySignIn()
  })
  for (const person of people) element('sign-in-people', HTMLElement).append(buttonOf(person))
  element('sign-in-demo', HTMLElement).hidden = people.length === 0
  showFields()
  element('sign-in', HTMLElement).hidden = false
  focusFirst()

  async function trySignIn() {
    if (isBusy) return
    setBusy(true)
    error.textContent = ''
    try {
      const who = await signIn(Object.fromEntries(new FormData(form)))
      form.reset()
      element('sign-in', HTMLElement).remove()
      onSignedIn(who)
    } catch (reason) {
      error.textContent = reason instanceof Error ? reason.message : String(reason)
      const secret = form.querySelector('input[type=password]:enabled')
      if (secret instanceof HTMLInputElement) secret.select()
    } finally {
      setBusy(false)
    }
  }

  /** @param {boolean} busy */
  function setBusy(busy) {
    isBusy = busy
    form.setAttribute('aria-busy', String(busy))
    submit.textContent = busy ? 'Signing in…' : 'Sign in'
  }

  /** Only what the chosen way of signing in needs: what is disabled is neither sent nor asked for. */
  function showFields() {
    const method = new FormData(form).get('method')
    for (const group of form.querySelectorAll('fieldset[data-for]')) {
      if (!(group instanceof HTMLFieldSetElement)) continue
      const isWanted = group.dataset.for?.split(',').some((each) => each === method) ?? false
      group.hidden = !isWanted
      group.disabled = !isWanted
    }
  }

  function focusFirst() {
    const first = form.querySelector('fieldset:enabled input:enabled:not([type=radio])')
    if (first instanceof HTMLInputElement) first.focus()
  }

  /** @param {Person} person */
  function buttonOf({ user, password, project }) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'graphiql-button'
    button.textContent = `${user}, of ${project}`
    button.addEventListener('click', () => {
      form.reset()
      showFields()
      for (const [name, value] of Object.entries({ user, password, project })) {
        const input = form.elements.namedItem(name)
        if (input instanceof HTMLInputElement) input.value = value
      }
      void trySignIn()
    })
    return button
  }
}
