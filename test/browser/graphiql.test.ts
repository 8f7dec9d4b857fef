import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openChromium, type Browser } from './chromium.ts'
import { execute, openTab, shownIn } from './graphiql-page.ts'
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
  await expect.poll(() => shownIn(page, '.graphiql-query-editor')).toContain('query DevicesOfServers {')
})

it('shows the PCI devices of servers at the press of a button', async () => {
  const { errors } = await execute(page)
  expect(errors).toBeUndefined()
  const result = () => shownIn(page, '.result-window')
  await expect.poll(result).toContain('"pciDevices": [')
  await expect.poll(result).toMatch(/"address": "[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]"/)
  await expect.poll(result).toContain('"name": "NVIDIA Corporation"')
  await screenshot('DevicesOfServers')
})

it.each(EXAMPLES.slice(1))('goes to the tab %s at the first click, and runs it without an error', async (name) => {
  await openTab(page, name)
  const { data, errors, extensions } = await execute(page)
  expect(errors).toBeUndefined()
  expect(Object.values(data ?? {})).not.toContain(null)
  expect(extensions).toHaveProperty('upstream.total')
  await expect.poll(() => shownIn(page, '.result-window')).toContain(`"${Object.keys(data ?? {})[0]}": {`)
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

it('writes no question into the address, where the browser would keep it and a proxy would read it', () => {
  expect(page.url()).toBe(`${program.url}/graphql`)
})

it('asked no other machine for anything, and broke nowhere', () => {
  expect(browser.requestsOutside).toEqual([])
  expect(browser.pageErrors).toEqual([])
})

async function screenshot(name: string): Promise<void> {
  await page.screenshot({ path: join(screenshots, `${name}.png`) })
}
