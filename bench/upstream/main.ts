import { startDemoCloud } from '../../src/demo/demo-cloud.ts'
import { SIZE, type UpstreamReady } from './upstream.ts'

// The cloud that all contestants ask, in a process of its own: what it costs is nobody's cost.
const demo = await startDemoCloud({ ...SIZE, latencyMs: Number(process.argv[2] ?? 0) })

process.on('message', (message) => {
  if (message === 'calls') process.send?.({ calls: demo.calls.length })
  if (message === 'forget calls') {
    demo.calls.clear()
    process.send?.({})
  }
})
process.once('disconnect', () => process.exit())
process.once('SIGTERM', () => process.exit())

const { admin } = demo.users
const ready: UpstreamReady = {
  authUrl: demo.authUrl,
  cells: demo.cells.map(({ name }) => ({ name, path: demo.database(name) })),
  user: { id: admin.id, password: admin.password, projectId: admin.projectId ?? '' },
}
process.send?.(ready)
