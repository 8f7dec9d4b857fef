/**
 * Loaded into every contestant (`node --import`): says over the channel what its process has cost so far, and ends it with
 * the runner. The times are the operating system's, of all threads: compiling and collecting garbage count.
 */
process.on('message', (message) => {
  if (message !== 'usage') return
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuMs: (user + system) / 1000 })
})
process.once('disconnect', () => process.exit())
// The channel must not keep a contestant alive that would have ended.
process.channel?.unref()
