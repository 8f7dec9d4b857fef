import { startDemoCloud } from '../../src/demo/demo-cloud.ts'
import type { Cloud } from '../../src/demo/cloud.ts'
import { cloudSize, order, type UpstreamReady } from './upstream.ts'
import { watchUsage } from './usage.ts'

// The cloud that contestants ask, in a process of its own: what it costs is nobody's cost.
const usage = watchUsage()
const demo = await startDemoCloud(cloudSize.parse(JSON.parse(process.argv[2] ?? '{}')))

process.on('message', (message) => {
  const { latencyMs } = order.parse(message)
  if (latencyMs !== undefined) demo.latencyMs = latencyMs
  process.send?.(usage.take())
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())

const { admin } = demo.users
const ready: UpstreamReady = {
  authUrl: demo.authUrl,
  cells: demo.cells.map(({ name }) => ({ name, path: demo.database(name) })),
  user: { id: admin.id, password: admin.password, projectId: admin.projectId ?? '' },
  serverWithDevices: findServerWithDevices(demo.model),
}
process.send?.(ready)

/** The first that holds several, as one is looked up by name in a ticket. */
function findServerWithDevices({ hosts }: Cloud): string {
  const held = new Map<string, number>()
  for (const host of hosts) {
    for (const { serverId } of host.devices) {
      if (serverId === null) continue
      const count = (held.get(serverId) ?? 0) + 1
      if (count === 4) return serverId
      held.set(serverId, count)
    }
  }
  throw new Error('No server of the made-up cloud holds four devices')
}
