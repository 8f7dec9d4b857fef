import { createUpstream, type Upstream, type UpstreamOptions } from '../../../src/sources/http/upstream.ts'
import { silentLog } from './call.ts'

/** The client under test, with limits that a test can wait for. */
export function testUpstream(options: Partial<UpstreamOptions> = {}): Upstream & AsyncDisposable {
  const upstream = createUpstream({
    name: 'nova',
    timeoutMs: 2000,
    maxResponseBytes: 1_000_000,
    maxConnections: 16,
    log: silentLog,
    ...options,
  })
  return { ...upstream, [Symbol.asyncDispose]: () => upstream.close() }
}
