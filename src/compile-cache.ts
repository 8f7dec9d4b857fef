import { enableCompileCache } from 'node:module'
import { isAbsolute, join } from 'node:path'

/**
 * Keeps compiled modules in the user's own cache folder: half of a start, or of a short command, would go into
 * compiling them again.
 *
 * Not in the temporary folder, as Node would by itself: there another user could lay out what runs here. Without a folder of the
 * user's own, or where it cannot be written, there is no cache, and nothing is said. NODE_COMPILE_CACHE and NODE_DISABLE_COMPILE_CACHE
 * go before this.
 */
export function keepCompiledModules({ XDG_CACHE_HOME = '', HOME = '' }: NodeJS.ProcessEnv): void {
  const folder = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(HOME, '.cache')
  if (isAbsolute(folder)) enableCompileCache(join(folder, 'pcigraph'))
}
