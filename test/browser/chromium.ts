import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'

/** A browser that reaches this machine and nothing else. */
export type Browser = {
  readonly page: Page
  /** Every address elsewhere that the page wanted; it was refused. */
  readonly requestsOutside: readonly string[]
  /** What was thrown and not caught in the page. */
  readonly pageErrors: readonly string[]
  [Symbol.asyncDispose](): Promise<void>
}

const CHROMIUM = '/usr/bin/chromium'
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Should anything get around the page's own barrier: no name resolves.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

export async function openChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `There is no ${CHROMIUM}, and these tests need a browser: install the Debian package chromium ` +
        '(apt-get install chromium).',
    )
  }
  const userDataDir = await mkdtemp(join(tmpdir(), 'pcigraph-chromium-'))
  const context = await chromium.launchPersistentContext(userDataDir, {
    executablePath: CHROMIUM,
    args: ARGUMENTS,
    viewport: { width: 1400, height: 900 },
  })
  const requestsOutside: string[] = []
  const pageErrors: string[] = []
  await context.route('**/*', (route) => {
    const url = route.request().url()
    if (new URL(url).hostname === '127.0.0.1') return route.continue()
    requestsOutside.push(url)
    return route.abort('internetdisconnected')
  })
  await context.routeWebSocket(/.*/, (socket) => {
    requestsOutside.push(socket.url())
    return socket.close()
  })
  const page = context.pages()[0] ?? (await context.newPage())
  page.setDefaultTimeout(30_000)
  // GraphiQL is nine megabytes.
  page.setDefaultNavigationTimeout(60_000)
  page.on('pageerror', (error) => pageErrors.push(error.message))
  return {
    page,
    requestsOutside,
    pageErrors,
    async [Symbol.asyncDispose]() {
      await context.close()
      await rm(userDataDir, { recursive: true, force: true })
    },
  }
}
