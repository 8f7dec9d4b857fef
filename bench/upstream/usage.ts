import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { z } from 'zod'

/** What was asked of the cloud, as its own HTTP server saw it. */
export const upstreamUsage = z.object({
  calls: z.number(),
  /** Of headers and bodies, both ways. */
  bytes: z.number(),
  /** How long at least one call was under way. */
  busyMs: z.number(),
  /** By the clock that all processes of a machine share; null: no page of servers was answered. */
  firstPageAtMs: z.number().nullable(),
})

export type UpstreamUsage = z.infer<typeof upstreamUsage>

/** Milliseconds of the clock that all processes of a machine share. */
export function sharedClockMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** Watches every HTTP server of this process. */
export function watchUsage(): { take(): UpstreamUsage } {
  const bytesBefore = new WeakMap<Socket, number>()
  let usage: UpstreamUsage = { calls: 0, bytes: 0, busyMs: 0, firstPageAtMs: null }
  let underWay = 0
  let busySinceMs = 0

  subscribe('http.server.request.start', () => {
    if (underWay === 0) busySinceMs = sharedClockMs()
    underWay++
  })
  subscribe('http.server.response.finish', (message) => {
    const { request, socket } = message as { request: IncomingMessage; response: ServerResponse; socket: Socket }
    const nowMs = sharedClockMs()
    underWay--
    if (underWay === 0) usage.busyMs += nowMs - busySinceMs
    usage.calls++
    const bytes = socket.bytesRead + socket.bytesWritten
    usage.bytes += bytes - (bytesBefore.get(socket) ?? 0)
    bytesBefore.set(socket, bytes)
    if (request.url?.includes('/servers/detail') === true) usage.firstPageAtMs ??= nowMs
  })
  return {
    take() {
      const taken = usage
      usage = { calls: 0, bytes: 0, busyMs: 0, firstPageAtMs: null }
      return taken
    },
  }
}
