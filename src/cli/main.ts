#!/usr/bin/env node
import { isOldNode, runByOwnNode } from './old-node.ts'

// All else is loaded only where Node is known to have what it imports.
if (isOldNode(process.versions.node)) runByOwnNode()
else {
  const { keepCompiledModules } = await import('../compile-cache.ts')
  keepCompiledModules(process.env)
  const { run } = await import('./run.ts')
  await run(process.argv)
  // What could not be closed in order must not keep the process.
  process.exit()
}
