import { watchUsage } from '../upstream/usage.ts'

/**
 * Loaded into every process beside a gateway (`node --import`): says over the channel what it has cost so far, and how often it was
 * called since it was last asked; ends it with the runner.
 */
const watched = watchUsage()

process.on('message', (message) => {
  if (message !== 'usage') return
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuMs: (user + system) / 1000, calls: watched.take().calls })
})
process.once('disconnect', () => process.exit())
// The channel must not keep a process alive that would have ended.
process.channel?.unref()
