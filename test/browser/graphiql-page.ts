import type { Page } from 'playwright-core'

export type Answer = { data?: Record<string, unknown> | null; errors?: unknown[]; extensions?: { upstream?: unknown } }

/** Presses the button. @returns what the browser was answered. */
export async function execute(page: Page): Promise<Answer> {
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('button', { name: /^Execute query/ }).click()
  const response = await answered
  if (response.status() !== 200) throw new Error(`The answer is ${response.status()}`)
  return (await response.json()) as Answer
}

/** Goes to the tab of an example, at the first click. */
export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click()
  await page.getByRole('tab', { selected: true }).filter({ hasText: name }).waitFor()
  await page.locator('.graphiql-query-editor').getByText(name, { exact: true }).first().waitFor()
  // GraphiQL reads the document a moment later: no hand is quicker, this test is.
  await page.waitForTimeout(1000)
}

/** What an editor shows of its text: it draws only the lines in view, with hard spaces, each placed by its own. */
export async function shownIn(page: Page, selector: string): Promise<string> {
  const lines = await page.locator(`${selector} .view-line`).evaluateAll((elements) =>
    elements
      .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text),
  )
  return lines.join('\n').replaceAll('\u00a0', ' ')
}
