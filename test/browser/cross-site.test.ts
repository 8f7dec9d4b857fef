import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listen } from '../../src/http/listen.ts'
import { startGateway, type Gateway } from '../http/gateway.ts'
import { openChromium, type Browser } from './chromium.ts'

const NAMES = 'query={servers{nodes{name}}}'

/** The demo cloud, which asks for no token: what a page of another site would like to find. */
let gateway: Gateway
let browser: Browser
let strangers: Server
let stranger: string
/** Whose page is on the list. */
let friends: Server
let friend: string

beforeAll(async () => {
  browser = await openChromium()
  strangers = createServer(emptyPage)
  stranger = await listen(strangers, { host: '127.0.0.1', port: 0 })
  friends = createServer(emptyPage)
  friend = await listen(friends, { host: '127.0.0.1', port: 0 })
  gateway = await startGateway({ isDemo: true, env: { PCIGRAPH_CORS_ORIGINS: friend } })
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await gateway?.[Symbol.asyncDispose]()
  for (const server of [strangers, friends]) server?.close()
})

describe('a page of another origin', () => {
  beforeEach(async () => {
    await browser.page.goto(stranger)
  })

  it.each([
    ['a question as JSON', 'POST', '/graphql', 'cors', 'application/json'],
    ['a question as text, which needs no preflight', 'POST', '/graphql', 'cors', 'text/plain'],
    ['a question whose answer it does not read', 'POST', '/graphql', 'no-cors', 'text/plain'],
    ['a question in the address', 'GET', `/graphql?${NAMES}`, 'cors', null],
    ['a question in the address, unread', 'GET', `/graphql?${NAMES}`, 'no-cors', null],
    ["Nova's API", 'GET', '/v2.1/servers/detail', 'no-cors', null],
    ['a session', 'POST', '/graphiql/session', 'no-cors', 'text/plain'],
  ])('cannot send %s', async (_what, method, path, mode, type) => {
    const { statuses, stop } = watch()
    const text = await fetchInPage(`${gateway.url}${path}`, { method, mode, type })
    expect(text).toBe('')
    stop()
    expect(statuses.every((status) => status === 403)).toBe(true)
    expectNothingAsked()
  })

  it('cannot send a question by a form, an image, a script or a frame', async () => {
    const refused = () => gateway.logged.filter(({ message }) => message === 'refused a page of another site').length
    const before = refused()
    await browser.page.evaluate(`(() => {
      const gateway = ${JSON.stringify(gateway.url)}
      for (const [tag, path] of [['img', '/graphql?${NAMES}'], ['script', '/graphql?${NAMES}'], ['iframe', '/graphql'], ['iframe', '/v2.1/servers']]) {
        const element = document.createElement(tag)
        element.src = gateway + path
        document.body.append(element)
      }
      const frame = document.createElement('iframe')
      frame.name = 'target'
      document.body.append(frame)
      const form = document.createElement('form')
      form.method = 'post'
      form.enctype = 'text/plain'
      form.target = 'target'
      form.action = gateway + '/graphql'
      form.innerHTML = '<input name=\\'{"query":"{servers{nodes{name}}}","a":"\\' value=\\'"}\\'>'
      document.body.append(form)
      form.submit()
    })()`)
    await expect.poll(() => refused() - before).toBe(5)
    expectNothingAsked()
  })

  it('cannot get hold of a page that it opens', async () => {
    const opened = browser.page.waitForEvent('popup')
    await browser.page.evaluate(`void (globalThis.opened = window.open(${JSON.stringify(`${gateway.url}/graphql`)}))`)
    const popup = await opened
    await popup.getByRole('tab').first().waitFor()
    expect(await popup.evaluate('window.opener')).toBeNull()
    await popup.close()
  })
})

it('an origin on the list reads answers, and cannot sign anybody in', async () => {
  await browser.page.goto(friend)
  const answer = await fetchInPage(`${gateway.url}/graphql`, { method: 'POST', mode: 'cors', type: 'application/json' })
  expect(answer).toContain('"servers"')
  const json = { method: 'POST', mode: 'cors', type: 'application/json' }
  expect(await fetchInPage(`${gateway.url}/graphiql/session`, json)).toBe('')
})

function emptyPage(
  _request: unknown,
  response: { setHeader(name: string, value: string): void; end(text: string): void },
) {
  response.setHeader('content-type', 'text/html')
  response.end('<!doctype html><title>Elsewhere</title>')
}

/** What the page could read; empty where it could not. */
async function fetchInPage(url: string, { method, mode, type }: { method: string; mode: string; type: string | null }) {
  const init = {
    method,
    mode,
    ...(type !== null && { headers: { 'content-type': type }, body: '{"query":"{servers{nodes{name}}}"}' }),
  }
  return browser.page.evaluate<string>(
    `fetch(${JSON.stringify(url)}, ${JSON.stringify(init)}).then((response) => response.text()).catch(() => '')`,
  )
}

/** How the gateway answers from now on. */
function watch() {
  const statuses: number[] = []
  const keep = (response: { url(): string; status(): number }) => {
    if (response.url().startsWith(gateway.url)) statuses.push(response.status())
  }
  browser.page.on('response', keep)
  return { statuses, stop: () => browser.page.off('response', keep) }
}

function expectNothingAsked(): void {
  expect(gateway.callsTo('nova')).toEqual([])
  expect(gateway.logged.filter(({ message }) => message === 'answered')).toEqual([])
}
