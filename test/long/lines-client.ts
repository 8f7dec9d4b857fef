/**
 * A client of lists as lines, in a process of its own: asks for one, and prints what came as a line of JSON. It keeps nothing of
 * the items but their ids. Whether a list is whole it knows from the last line alone.
 */
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { LinesRead } from './lines-read.ts'

const [url = '', token = '', query = ''] = process.argv.slice(2)
const startedAt = performance.now()
const since = () => Math.round(performance.now() - startedAt)
let [bytes, items, firstAt, firstAfterMs, biggestPauseMs, lastAt] = [0, 0, 0, 0, 0, 0]
const ids = new Set<unknown>()
let last: LinesRead['last'] = null
let broken: string | null = null
let status = 0

async function* measured(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    if (bytes === 0) {
      firstAfterMs = since()
      firstAt = Date.now()
      process.send?.('begun')
      // Its connection, of which nobody reads, and that timer keep it alive.
      if (process.env.READER_STOPS === '1') await new Promise((resolve) => setTimeout(resolve, 600_000))
    } else biggestPauseMs = Math.max(biggestPauseMs, since() - lastAt)
    lastAt = since()
    bytes += chunk.length
    yield chunk
  }
}

try {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/jsonl', 'x-auth-token': token },
    body: JSON.stringify({ query }),
  })
  status = response.status
  for await (const line of createInterface(Readable.from(measured(response.body ?? new ReadableStream())))) {
    const item = JSON.parse(line) as { readonly id?: string; readonly '@complete'?: boolean }
    if (item['@complete'] !== undefined) last = item as LinesRead['last']
    else {
      items += 1
      ids.add(item.id)
    }
  }
} catch (error) {
  broken = error instanceof Error ? error.message : String(error)
}
const read: LinesRead = {
  status,
  broken,
  items,
  different: ids.size,
  last,
  bytes,
  firstAt,
  firstAfterMs,
  biggestPauseMs,
  tookMs: since(),
}
process.stdout.write(`${JSON.stringify(read)}\n`)
