/**
 * A client of Nova in a process of its own: asks for one address with one token, and prints what came as a line of JSON.
 * Whether a list is whole it knows from HTTP and JSON alone, as any client does.
 */
import { text } from 'node:stream/consumers'
import type { Read } from './rest-read.ts'

const [url = '', token = ''] = process.argv.slice(2)
const startedAt = performance.now()
const since = () => Math.round(performance.now() - startedAt)
const response = await fetch(url, { headers: { 'x-auth-token': token } })
let [bytes, firstAfterMs, biggestPauseMs, last] = [0, 0, 0, 0]

async function* measured(): AsyncGenerator<Uint8Array> {
  for await (const chunk of response.body ?? []) {
    if (bytes === 0) {
      firstAfterMs = since()
      process.send?.('begun')
      // Its connection, of which nobody reads, and that timer keep it alive.
      if (process.env.READER_STOPS === '1') await new Promise((resolve) => setTimeout(resolve, 600_000))
    } else biggestPauseMs = Math.max(biggestPauseMs, since() - last)
    last = since()
    bytes += chunk.length
    yield chunk
  }
}

let broken: string | null = null
let devices: { readonly id: number; readonly uuid?: string }[] = []
try {
  const body = await text(measured())
  if (response.status !== 200) throw new Error(body)
  devices = (JSON.parse(body) as { pci_devices: typeof devices }).pci_devices
} catch (error) {
  broken = error instanceof Error ? error.message : String(error)
}
const read: Read = {
  status: response.status,
  broken,
  devices: devices.length,
  different: new Set(devices.map(({ id, uuid }) => uuid ?? id)).size,
  bytes,
  firstAfterMs,
  biggestPauseMs,
  tookMs: since(),
}
process.stdout.write(`${JSON.stringify(read)}\n`)
