import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

/** The page with the headers that belong to it. */
export type Page = {
  readonly html: Uint8Array<ArrayBuffer>
  /** The same, a quarter as long. */
  readonly gzipped: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

export type GraphiqlPageOptions = {
  /** Nothing is shown before somebody has signed in: of a real cloud not even the schema is told without a token. */
  readonly needsToken: boolean
  /** Of the demo cloud, to be signed in at a click: what is secret about them is known to all. */
  readonly people?: readonly DemoPerson[]
  /** What is served instead of the whole graph: it has examples of its own. */
  readonly contract?: 'project' | null
}

export type DemoPerson = { readonly user: string; readonly password: string; readonly project: string }

/**
 * GraphiQL and the form to sign in on, with everything in it: no address outside is asked, for the network where clouds are run often has
 * none. Nine megabytes, so made when the first browser comes, and once; in a thread of its own, for it takes a third of a second.
 * @param title for the tab of the browser and the top of the page, as text.
 */
export function createGraphiqlPage(
  title: string,
  options: GraphiqlPageOptions = { needsToken: false },
): () => Promise<Page> {
  let page: Promise<Page> | null = null
  return () =>
    (page ??= renderAside(title, options).catch((error: unknown) => {
      // The next browser may find it mended.
      page = null
      throw error
    }))
}

async function renderAside(title: string, options: GraphiqlPageOptions): Promise<Page> {
  const worker = new Worker(new URL(`./page-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: [title, options],
    // It needs nothing of what this process was given, its secrets least.
    env: {},
    execArgv: [],
  })
  const [page] = (await once(worker, 'message')) as [Page]
  return page
}
