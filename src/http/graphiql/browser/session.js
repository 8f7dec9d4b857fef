/**
 * Who the page asks as. The token is a variable in here and nowhere else: not in what the page shows, not in what it stores.
 *
 * @typedef {{ readonly user: string, readonly project: string, readonly expiresAtMs: number }} SignedIn by this browser's clock
 * @typedef {{ readonly id: string, readonly name: string | null }} Named
 * @typedef {{ readonly token: string, readonly expiresAt: string, readonly user: Named, readonly project: Named }} Answer of the gateway
 */

/** @param {URL} graph where questions go; sessions begin and end beside it */
export function createSession(graph) {
  const url = new URL('graphiql/session', graph)
  /** @type {string | null} */
  let token = null
  let questions = new AbortController()

  return {
    isSignedIn: () => token !== null,

    /**
     * @param {object} credentials
     * @returns {Promise<SignedIn>} rejects with what the gateway says, for people to read
     */
    async signIn(credentials) {
      const response = await send(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(credentials),
      })
      if (!response.ok) throw new Error(await messageOf(response))
      const body = /** @type {Answer} */ (await readJson(response))
      token = body.token
      // The clock that counts is the cloud's: this browser's may be wrong.
      const now = Date.parse(response.headers.get('date') ?? '') || Date.now()
      return {
        user: body.user.name ?? body.user.id,
        project: body.project.name ?? body.project.id,
        expiresAtMs: Date.now() + Date.parse(body.expiresAt) - now,
      }
    },

    /** Forgets the token, and has it revoked. @returns {Promise<boolean>} whether that is known to have happened */
    async signOut() {
      const headers = forget()
      if (headers === null) return true
      const response = await send(url, { method: 'DELETE', headers }).catch(() => null)
      return response?.ok ?? false
    },

    /** The page goes away: nobody is there to be told how it went. */
    abandon() {
      const headers = forget()
      if (headers !== null) void send(url, { method: 'DELETE', headers, keepalive: true }).catch(() => undefined)
    },

    /**
     * GraphiQL's fetcher.
     * @param {object} question
     * @param {{ readonly headers?: Record<string, string> }} [options] headers of the editor
     */
    async ask(question, options) {
      const headers = new Headers({ 'x-pcigraph-receipt': '1', ...options?.headers })
      headers.set('content-type', 'application/json')
      headers.set('accept', 'application/graphql-response+json, application/json')
      if (token !== null) {
        headers.delete('authorization')
        headers.set('x-auth-token', token)
      }
      const body = JSON.stringify(question)
      const response = await send(graph, { method: 'POST', headers, body, signal: questions.signal })
      return readJson(response)
    },
  }

  /** @returns what the token is revoked with; null where there is none */
  function forget() {
    const headers = token === null ? null : { 'x-auth-token': token }
    token = null
    questions.abort()
    questions = new AbortController()
    return headers
  }
}

/**
 * @param {Response} response
 * @returns {Promise<unknown>}
 */
function readJson(response) {
  return response.json()
}

/** @param {Response} response that refuses */
async function messageOf(response) {
  try {
    const { message } = /** @type {{ readonly message: string }} */ (await readJson(response))
    return message
  } catch {
    return `The gateway answered ${response.status}.`
  }
}

/**
 * @param {URL} url
 * @param {RequestInit} init
 */
async function send(url, init) {
  try {
    return await fetch(url, { ...init, mode: 'same-origin', credentials: 'omit', cache: 'no-store' })
  } catch (cause) {
    throw new Error('The gateway does not answer.', { cause })
  }
}
