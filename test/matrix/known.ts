import type { Answer } from '../contract/truth/answer.ts'
import type { Truth } from '../contract/truth/truth.ts'
import { denied, NULL, type Expectation } from './expectation.ts'
import type { Views } from './views.ts'
import { WHO_MAY, type AcceptedKind, type Whose } from './who-may.ts'

/** All that one caller's part of the matrix is worked out from; the gateway has no part in it. */
export type Known = {
  /** The cell's rows, and what an admin was told. */
  readonly truth: Truth
  /** What this caller was told. */
  readonly view: Views[AcceptedKind]
  readonly isDemo: boolean
  /** The cell, as the gateway's configuration names it. */
  readonly cell: { readonly name: string; readonly database: 'SQLITE' | 'MYSQL' }
}

/** Of whose things a rule of the gateway's own lets this caller have. @throws Error for one that who-may.ts does not know */
export function whose(rule: string, { view }: Known): Whose {
  const found = WHO_MAY[rule]?.[view.kind]
  if (found === undefined) throw new Error(`Who may ${rule}? Say it in who-may.ts.`)
  return found
}

/** By a rule of the gateway's own that has no owners. */
export function ours(rule: string, known: Known, then: () => Expectation): Expectation {
  return whose(rule, known) === 'all' ? then() : denied(rule)
}

/** As the service answered this caller. 401 is how it refuses a good token whose access rules leave the request out. */
export function told<Value>(
  answer: Answer<Value> | undefined,
  service: 'nova' | 'keystone',
  then: (value: Value) => Expectation,
): Expectation {
  if (answer === undefined) throw new Error('This was not asked')
  if (answer.message === null) return then(answer.value)
  if (answer.status === 404) return NULL
  if (answer.status === 401 || answer.status === 403) return denied(service)
  throw new Error(`${service} answered ${answer.status}: ${answer.message}`)
}

/** Whose something is, in words for the table. */
export function ownerOf(projectId: string | null, { truth }: Known): string {
  if (projectId === null) return 'free'
  const { alice, bob } = truth.callers
  if (projectId === alice.body.project?.id) return "alice's"
  return projectId === bob.body.project?.id ? "bob's" : "others'"
}
