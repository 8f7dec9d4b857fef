import { keepCompiledModules } from './compile-cache.ts'

keepCompiledModules(process.env)
// What is loaded from here on need not be compiled again at the next start.
const { start } = await import('./start.ts')
await start()
