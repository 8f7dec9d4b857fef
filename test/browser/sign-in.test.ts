import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway, type Gateway } from '../http/gateway.ts'
import { openChromium, type Browser } from './chromium.ts'
import { execute, openTab } from './graphiql-page.ts'
import { leftoversIn } from './leftovers.ts'

const EXAMPLES = ['DevicesOfServers', 'PciStatsOfHypervisors', 'DevicesOfNodes', 'OneDevice', 'Report']

/** The demo cloud with a real one's manners: nobody is let in without a token. */
let gateway: Gateway
let browser: Browser
let page: Page
let screenshots: string
/** Of the last sign-in. */
let token = ''
let hostnames: readonly string[]
let serverNames: readonly string[]

beforeAll(async () => {
  screenshots = process.env.PCIGRAPH_SCREENSHOTS ?? (await mkdtemp(join(tmpdir(), 'pcigraph-screenshots-')))
  await mkdir(screenshots, { recursive: true })
  gateway = await startGateway({ servers: 240, hypervisors: 40 })
  browser = await openChromium()
  page = browser.page
  page.on('response', (response) => {
    if (response.request().method() !== 'POST' || !response.url().endsWith('/graphiql/session')) return
    void response.json().then(
      (body: { token?: string }) => (token = body.token ?? token),
      () => undefined,
    )
  })
  const all = await gateway.ask('{ hypervisors { nodes { hostname } } servers { nodes { name project { name } } } }')
  const { hypervisors, servers } = all.data as {
    hypervisors: { nodes: { hostname: string }[] }
    servers: { nodes: { name: string; project: { name: string } }[] }
  }
  hostnames = hypervisors.nodes.map(({ hostname }) => hostname)
  serverNames = servers.nodes.filter(({ project }) => project.name === 'genomics').map(({ name }) => name)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await gateway?.[Symbol.asyncDispose]()
})

describe('before somebody signs in', () => {
  it('shows the form and nothing of the cloud, and asks nothing', async () => {
    gateway.demo.calls.clear()
    await page.goto(`${gateway.url}/graphql`)
    await page.getByRole('heading', { name: /^Sign in to pcigraph/ }).waitFor()
    expect(await page.getByRole('tab').count()).toBe(0)
    expect(gateway.demo.calls.filter(() => true)).toEqual([])
  })

  it('gives every field a name, begins in the first, and hides what the chosen way does not need', async () => {
    expect(await focused()).toBe('user')
    expect(await fieldsShown()).toEqual(['user', 'userDomain', 'password', 'project', 'projectDomain'])
    await page.getByLabel('Application credential', { exact: true }).check()
    expect(await fieldsShown()).toEqual(['id', 'secret'])
    await page.getByLabel('Application credential by name').check()
    expect(await fieldsShown()).toEqual(['name', 'user', 'userDomain', 'secret'])
    await page.getByRole('radio', { name: 'Password' }).check()
    const unnamed = await page
      .locator('input:visible')
      .evaluateAll(
        (inputs) => inputs.filter((input) => input instanceof HTMLInputElement && !input.labels?.length).length,
      )
    expect(unnamed).toBe(0)
    const ids = await page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
    expect(await page.getByRole('main').count()).toBe(1)
  })

  it.each(['light', 'dark'] as const)('can be read in %s, wide and narrow', async (colorScheme) => {
    await page.emulateMedia({ colorScheme })
    for (const [name, width, height] of [
      ['wide', 1400, 900],
      ['narrow', 360, 740],
    ] as const) {
      await page.setViewportSize({ width, height })
      await screenshot(`sign-in-${colorScheme}-${name}`)
      // Nothing hangs out at the side.
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
    }
    await page.setViewportSize({ width: 1400, height: 900 })
    for (const selector of ['#sign-in h1', '#sign-in label', '#sign-in .small', '#sign-in-submit']) {
      expect(await contrastOf(selector), selector).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('tells a wrong password where a screen reader hears it, and not which part was wrong', async () => {
    await fill({ user: 'alice', password: 'wrong', project: 'genomics' })
    await page.keyboard.press('Enter')
    const alert = page.getByRole('alert')
    await alert.getByText('check user, password, domains and project').waitFor()
    expect(await focused()).toBe('password')
    expect(await page.getByRole('tab').count()).toBe(0)
  })

  it('says so while Keystone is down', async () => {
    gateway.demo.interfere((call) => (call.service === 'keystone' ? { kind: 'answer', status: 503, body: '' } : null))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('Keystone').filter({ hasNotText: 'check user' }).waitFor()
    gateway.demo.interfere(null)
  })
})

describe('alice', () => {
  it('signs in with the keyboard alone', async () => {
    await page.goto(`${gateway.url}/graphql`)
    await page.keyboard.type('alice')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.type('alice-pass')
    await page.keyboard.press('Tab')
    await page.keyboard.type('genomics')
    await page.keyboard.press('Enter')
    await page.getByRole('tab').first().waitFor()
    const bar = page.getByRole('status').filter({ hasText: 'Signed in as' })
    expect(await bar.innerText()).toMatch(/^Signed in as alice on project genomics, until (.+, )?\d?\d:\d\d/)
    expect(await focused()).toBe('session-button')
    expect(token).not.toBe('')
  })

  it.each(EXAMPLES)('runs %s, and is shown no host', async (name) => {
    await openTab(page, name)
    const { data, errors } = await execute(page)
    const text = JSON.stringify({ data, errors })
    for (const hostname of hostnames) expect(text).not.toContain(hostname)
    expect(text).not.toMatch(/"(host|hostname|address|serialNumber|macAddress)":"/)
    await screenshot(`alice-${name}`)
  })

  it('sees her servers, as this test would notice', async () => {
    await ask('query Names { servers { nodes { name } } }')
    const text = JSON.stringify(await execute(page))
    const mine = serverNames.find((name) => text.includes(name)) ?? 'none of them'
    await expect.poll(() => leftoversIn(page)).toContain(mine)
  })

  it('has a token that stands nowhere: not in storage, cookies, the document, the address or on a global', async () => {
    const leftovers = await leftoversIn(page)
    expect(leftovers).not.toContain(token)
    expect(leftovers).not.toContain('alice-pass')
    const stored = await page.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])')
    for (const name of [...serverNames, ...hostnames]) expect(stored).not.toContain(name)
    expect(stored).not.toContain('alice')
  })

  it('has it in this tab alone', async () => {
    const second = await page.context().newPage()
    await second.goto(`${gateway.url}/graphql`)
    await second.getByRole('heading', { name: /^Sign in/ }).waitFor()
    expect(await second.getByRole('tab').count()).toBe(0)
    await second.close()
    expect((await gateway.ask('{ __typename }', { token })).status).toBe(200)
  })

  it('signs out, and nothing is left', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out, and nothing is left of the session.').waitFor()
    await expectNothingLeft()
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
    expect((await gateway.ask('{ __typename }', { token })).status).toBe(401)
    await screenshot('signed-out')
  })

  it('is not brought back by the back button', async () => {
    await page.goto(`${gateway.url}/healthz`)
    await page.goBack()
    await page.getByRole('heading', { name: /^Sign in/ }).waitFor()
    await expectNothingLeft()
  })

  it('is signed out by a reload, which says so and keeps her questions but not her variables', async () => {
    await signIn('alice', 'genomics')
    await ask('query Mine($id: ID) { servers { nodes { name } } }')
    await page.getByRole('button', { name: 'Variables' }).click()
    await page.locator('.graphiql-editor-tool .monaco-editor:visible').first().click()
    await page.keyboard.insertText('{ "id": "of-a-server" ')
    await page.waitForTimeout(1500)
    const before = token
    await page.reload()
    await page.getByText('that signed you out').waitFor()
    await expectNothingLeft()
    await expect.poll(async () => (await gateway.ask('{ __typename }', { token: before })).status).toBe(401)
    const leftovers = await leftoversIn(page)
    expect(leftovers).toContain('query Mine')
    expect(leftovers).not.toContain('of-a-server')
  })

  it('leaves by going elsewhere, too', async () => {
    await signIn('alice', 'genomics')
    const before = token
    await page.goto('about:blank')
    await expect.poll(async () => (await gateway.ask('{ __typename }', { token: before })).status).toBe(401)
    await page.goBack()
    await page.getByText('that signed you out').waitFor()
  })

  it('is warned before the session ends, and signed out at its end', async () => {
    await page.clock.install()
    await signIn('alice', 'genomics')
    const left = await minutesLeft()
    await page.clock.fastForward((left - 4) * 60_000)
    await page
      .getByRole('alert')
      .getByText(/^This session ends in [345] minutes/)
      .waitFor()
    await screenshot('ends-soon')
    await page.clock.fastForward(6 * 60_000)
    await page.getByText('Your session has ended').waitFor()
    await expectNothingLeft()
    await page.clock.resume()
  })

  it('signs in with an application credential', async () => {
    const { id, secret } = gateway.demo.users.alice.applicationCredential ?? { id: '', secret: '' }
    await page.goto(`${gateway.url}/graphql`)
    await page.getByLabel('Application credential', { exact: true }).check()
    await fill({ id, secret })
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByText('Signed in as alice on project genomics').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out').waitFor()
  })
})

describe('admin', () => {
  it('signs in, and is shown hosts', async () => {
    await signIn('admin', 'demo')
    for (const name of EXAMPLES) {
      await openTab(page, name)
      const { data, errors } = await execute(page)
      expect(errors).toBeUndefined()
      expect(hostnames.some((hostname) => JSON.stringify(data).includes(hostname))).toBe(true)
    }
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('You are signed out').waitFor()
    await expectNothingLeft()
  })
})

describe('after an upgrade', () => {
  it('shows the new examples and what somebody wrote, and drops what older versions kept', async () => {
    const tab = (title: string, query: string) => ({
      ...{ id: title, title, query, operationName: title },
      ...{ variables: null, headers: null, response: null, hash: null },
    })
    const tabs = [tab('Old', 'query Old { a }'), tab('Mine', 'query Mine { cloud { name } }')]
    await page.evaluate(`(() => {
      localStorage.setItem('graphiql:tabState', '{"tabs":[{"headers":"{\\\\"x-auth-token\\\\":\\\\"old-token\\\\"}"}]}')
      localStorage.setItem('graphiql:queries', '{"queries":[{"variables":"old-variable"}]}')
      localStorage.setItem('graphiql:theme', 'dark')
      sessionStorage.setItem('graphiql:tabState', ${JSON.stringify(JSON.stringify({ tabs, activeTabIndex: 0 }))})
      sessionStorage.setItem('pcigraph:examples', '["query Old { a }"]')
    })()`)
    await signIn('admin', 'demo')
    expect(await page.getByRole('tab').allInnerTexts()).toEqual([...EXAMPLES, 'Mine'])
    expect(await page.evaluate('Object.keys(localStorage)')).toEqual(['graphiql:theme'])
    expect(await page.locator('body').getAttribute('class')).toContain('graphiql-dark')
  })
})

it('asked no other machine for anything, and broke nowhere', () => {
  expect(browser.requestsOutside).toEqual([])
  // The folding of GraphiQL's editor now and then stumbles over a text that is replaced as a whole, and goes on.
  const ofEditor = /t\.indexOf is not a function|reading 'enqueue'/
  expect(browser.pageErrors.filter((message) => !ofEditor.test(message))).toEqual([])
})

async function signIn(user: string, project: string): Promise<void> {
  await page.goto(`${gateway.url}/graphql`)
  await fill({ user, password: `${user}-pass`, project })
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('tab').first().waitFor()
}

/** Writes a question into the tab that is open. */
async function ask(question: string): Promise<void> {
  await page.locator('.graphiql-query-editor .view-lines').click()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(question)
  await page.waitForTimeout(1000)
}

async function fill(fields: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(fields)) await page.locator(`input[name=${name}]:enabled`).fill(value)
}

async function fieldsShown(): Promise<(string | null)[]> {
  return page
    .locator('input:not([type=radio]):visible')
    .evaluateAll((inputs) => inputs.map((input) => input.getAttribute('name')))
}

/** Name or id of what has the focus. */
async function focused(): Promise<string> {
  return page.evaluate('document.activeElement.name || document.activeElement.id')
}

async function minutesLeft(): Promise<number> {
  const until = await page.evaluate<string>(
    `document.getElementById('session-who').textContent.match(/until (.*)\\. A/)[1]`,
  )
  // Late in the evening it is tomorrow's, and says so.
  const written = until.replaceAll('\u202f', ' ')
  const end = new Date(written.includes(',') ? written : `${new Date().toDateString()} ${written}`).getTime()
  return Math.round((end - Date.now()) / 60_000)
}

async function expectNothingLeft(): Promise<void> {
  expect(await page.getByRole('tab').count()).toBe(0)
  const leftovers = await leftoversIn(page)
  for (const text of [token, 'alice', ...serverNames, ...hostnames]) expect(leftovers).not.toContain(text)
}

/** As WCAG counts it, between a text and what is behind it. */
async function contrastOf(selector: string): Promise<number> {
  return page.locator(`${selector} >> nth=0`).evaluate((element) => {
    const rgb = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number)
    const luminance = (color: string) => {
      const [red = 0, green = 0, blue = 0] = rgb(color).map((part) => {
        const share = part / 255
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    let behind: Element | null = element
    while (behind !== null && rgb(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement
    const text = luminance(getComputedStyle(element).color)
    const ground = luminance(behind === null ? 'rgb(255, 255, 255)' : getComputedStyle(behind).backgroundColor)
    return (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05)
  })
}

async function screenshot(name: string): Promise<void> {
  await page.screenshot({ path: join(screenshots, `${name}.png`) })
}
