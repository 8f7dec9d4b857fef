import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openChromium, type Browser } from './chromium.ts'
import { startProgram, type Program } from './program.ts'

const EXAMPLES = ['DevicesOfServers', 'PciStatsOfHypervisors', 'DevicesOfNodes', 'OneDevice', 'Report']

let program: Program
let browser: Browser
let page: Page
let screenshots: string

beforeAll(async () => {
  screenshots = process.env.PCIGRAPH_SCREENSHOTS ?? (await mkdtemp(join(tmpdir(), 'pcigraph-screenshots-')))
  await mkdir(screenshots, { recursive: true })
  console.log(`Screenshots: ${screenshots}`)
  browser = await openChromium()
  program = await startProgram()
  page = browser.page
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await program?.[Symbol.asyncDispose]()
})

it('opens with a tab for each worked example, and says that this is the demo cloud', async () => {
  await page.goto(`${program.url}/`)
  await page.getByRole('tab').first().waitFor()
  expect(await page.getByRole('tab').allInnerTexts()).toEqual(EXAMPLES)
  expect(await page.title()).toMatch(/^pcigraph: demo \(/)
  expect(await page.locator('.graphiql-logo').innerText()).toContain(
    'demo (made up by pcigraph, nothing of it is real)',
  )
  await expect.poll(() => shownIn('.graphiql-query-editor')).toContain('query DevicesOfServers {')
})

it('shows the PCI devices of servers at the press of a button', async () => {
  const { errors } = await execute()
  expect(errors).toBeUndefined()
  const result = () => shownIn('.result-window')
  await expect.poll(result).toContain('"pciDevices": [')
  await expect.poll(result).toMatch(/"address": "[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]"/)
  await expect.poll(result).toContain('"name": "NVIDIA Corporation"')
  await screenshot('DevicesOfServers')
})

it.each(EXAMPLES.slice(1))('goes to the tab %s at the first click, and runs it without an error', async (name) => {
  await page.getByRole('button', { name, exact: true }).click()
  await expect.poll(() => page.getByRole('tab', { selected: true }).innerText()).toBe(name)
  // GraphiQL reads the document a moment later, and writes it into the address then: no hand is quicker, this test is.
  await expect.poll(() => new URL(page.url()).searchParams.get('query')).toContain(`query ${name}`)
  const { data, errors, extensions } = await execute()
  expect(errors).toBeUndefined()
  expect(Object.values(data ?? {})).not.toContain(null)
  expect(extensions).toHaveProperty('upstream.total')
  await expect.poll(() => shownIn('.result-window')).toContain(`"${Object.keys(data ?? {})[0]}": {`)
  await screenshot(name)
})

it('explains a field where it stands', async () => {
  await page.locator('.graphiql-query-editor').getByText('pciDeviceGroups').first().hover()
  const hover = page.locator('.monaco-hover:visible')
  await expect.poll(() => hover.innerText()).toContain('Devices counted by what they have in common')
  await screenshot('hover')
})

it('explains a field in the documentation', async () => {
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
  const docs = page.getByRole('region', { name: 'Documentation Explorer' })
  await docs.getByRole('link', { name: 'Query', exact: true }).click()
  await expect.poll(() => docs.innerText()).toContain('Which server holds which PCI device, on which hypervisor')
  await docs.getByRole('link', { name: 'pciDeviceBySlot', exact: true }).click()
  await expect.poll(() => docs.innerText()).toContain('One device by where it sits. Null where there is none.')
  await screenshot('documentation')
})

it('is the same after it was reloaded', async () => {
  await page.reload()
  await page.getByRole('tab').first().waitFor()
  expect(await page.getByRole('tab').allInnerTexts()).toEqual(EXAMPLES)
  expect(await page.getByRole('tab', { selected: true }).innerText()).toBe('Report')
})

it('asked no other machine for anything, and broke nowhere', () => {
  expect(browser.requestsOutside).toEqual([])
  expect(browser.pageErrors).toEqual([])
})

type Answer = { data?: Record<string, unknown> | null; errors?: unknown[]; extensions?: { upstream?: unknown } }

/** Presses the button. @returns what the browser was answered. */
async function execute(): Promise<Answer> {
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('button', { name: /^Execute query/ }).click()
  const response = await answered
  expect(response.status()).toBe(200)
  return (await response.json()) as Answer
}

/** What an editor shows of its text: it draws only the lines in view, with hard spaces, each placed by its own. */
async function shownIn(selector: string): Promise<string> {
  const lines = await page.locator(`${selector} .view-line`).evaluateAll((elements) =>
    elements
      .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text),
  )
  return lines.join('\n').replaceAll('\u00a0', ' ')
}

async function screenshot(name: string): Promise<void> {
  await page.screenshot({ path: join(screenshots, `${name}.png`) })
}
