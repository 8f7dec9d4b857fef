import type { Random } from './hostile-documents.ts'
import { ofHeaders, ofSocket } from './hostile-headers.ts'
import { ofOtherPaths, ofRest } from './hostile-paths.ts'
import { ofBody, ofDocument, ofPersisted, ofUrl, ofVariables } from './hostile-questions.ts'
import type { Hostile, HostileOptions } from './hostile-request.ts'

/** Any of them, always the same for the same numbers. */
export function hostileRequest(random: Random, options: HostileOptions): Hostile {
  const kind = random()
  if (kind < 0.45) return ofDocument(random, options)
  if (kind < 0.55) return ofVariables(random, options)
  if (kind < 0.65) return ofBody(random, options)
  if (kind < 0.7) return ofPersisted(random, options)
  if (kind < 0.75) return ofUrl(random, options)
  if (kind < 0.87) return ofRest(random, options)
  if (kind < 0.92) return ofHeaders(random, options)
  if (kind < 0.94) return ofOtherPaths(random, options)
  return ofSocket(random, options)
}
