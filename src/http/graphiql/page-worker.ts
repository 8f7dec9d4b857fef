import { parentPort, workerData } from 'node:worker_threads'
import type { GraphiqlPageOptions } from './page.ts'
import { renderPage } from './render-page.ts'

// The thread that page.ts starts.
const [title, options] = workerData as readonly [title: string, options: GraphiqlPageOptions]
const page = renderPage(title, options)
parentPort?.postMessage(page, [page.html.buffer, page.gzipped.buffer])
