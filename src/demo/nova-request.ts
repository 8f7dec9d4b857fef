import type { Cloud } from './cloud.ts'
import type { DemoToken } from './tokens.ts'

/** A request to Nova whose token and version are known to be good. */
export type NovaRequest = {
  readonly cloud: Cloud
  readonly token: DemoToken
  /** The compute API version without its `2.`. */
  readonly minor: number
  readonly query: URLSearchParams
  /** Below the version and the project id, without slashes at either end: `servers/detail`. */
  readonly path: string
  /** The address that `self` links begin with, version included. */
  readonly base: string
  /** The address that `bookmark` links begin with. */
  readonly bookmarkBase: string
  readonly maxLimit: number
  /** Cells whose database Nova cannot reach just now. */
  readonly lostCells: ReadonlySet<string>
}

/** The project that the token is on; null for a token without one. */
export function projectIdOf(request: NovaRequest): string | null {
  const { scope } = request.token
  return scope.kind === 'project' ? scope.project.id : null
}

export function newestMinor(cloud: Cloud): number {
  return Number(cloud.release.slice(2))
}
