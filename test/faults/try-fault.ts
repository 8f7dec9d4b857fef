import { expect } from 'vitest'
import type { ErrorCode } from '../../src/errors.ts'
import { signIn } from '../support/graph.ts'
import type { Reply } from '../http/gateway.ts'
import { expectPromises, fieldOf } from './promises.ts'
import { STATEMENT_LIMIT_MS, TIME_LIMIT_MS, type Site } from './site.ts'
import type { FaultTable } from './table.ts'

/** One fault, and what must come of it. */
export type Fault = {
  readonly name: string
  readonly begin: (site: Site) => void | Promise<void>
  /** Beside what `site.mend` puts right. */
  readonly end?: (site: Site) => void | Promise<void>
  /** By field, its code; empty: the answer is whole. A string: there is none, for this reason. */
  readonly expected: Readonly<Record<string, ErrorCode>> | ErrorCode
  /** Words of every message. */
  readonly words?: RegExp
  /** Stands for the message where one of several may come. */
  readonly reads?: string
  /** Of an answer that is whole: what has become of it. */
  readonly whole?: string
  readonly check?: (reply: Reply) => void
  /** That reached the upstream, of the kind that the fault is about. */
  readonly calls: number
  readonly within?: keyof typeof BOUNDS
}

/** What a fault is about: an upstream, and a question that needs it. */
export type Place = {
  readonly title: string
  readonly question: string
  /** Calls since the last were cleared. */
  readonly calls: (site: Site, reply: Reply) => number
  /** An answer need not wait for the last of them when others have failed. */
  readonly callsAreAtMost?: true
  /** Fields that fail together as a rule, and what they are called then. */
  readonly together?: { readonly fields: readonly string[]; readonly title: string }
}

/** A busy machine's share comes on top. */
const BOUNDS = {
  '2 s': 2000,
  'the time limit': TIME_LIMIT_MS + 1000,
  'the statement limit + 1 s': STATEMENT_LIMIT_MS + 2000,
  'two statement limits + 2 s': 2 * (STATEMENT_LIMIT_MS + 1000) + 1000,
} as const

/** Until an upstream that was left alone is asked again. */
const LEFT_ALONE_SECONDS = 5.001

/** Asks in the middle of the fault and after it, holds both answers to what is promised, and writes the finding down. */
export async function tryFault(site: Site, place: Place, fault: Fault, table: FaultTable): Promise<void> {
  const { gateway } = site
  // All that is asked once and known for a while is known: where Nova is, and the gateway's own token.
  const token = await signIn(gateway.demo, 'admin')
  const ask = async () => gateway.ask(place.question, { token: await signIn(gateway.demo, 'admin') })
  expect((await ask()).errors).toEqual([])

  await fault.begin(site)
  gateway.demo.calls.clear()
  let reply: Reply
  let calls: number
  try {
    reply = await gateway.ask(place.question, { token })
    calls = place.calls(site, reply)
  } finally {
    await fault.end?.(site)
    await site.mend()
  }
  const { within = '2 s', expected } = fault
  expectPromises(reply, gateway)
  const found = Object.fromEntries(reply.errors.map(({ path, extensions }) => [fieldOf(path), extensions.code]))
  expect(found).toEqual(typeof expected === 'string' ? { '': expected } : expected)
  for (const { message } of reply.errors) expect(message).toMatch(fault.words ?? /./)
  fault.check?.(reply)
  if (place.callsAreAtMost) expect(calls).toBeLessThanOrEqual(fault.calls)
  else expect(calls).toBe(fault.calls)
  expect(reply.ms).toBeLessThan(BOUNDS[within])

  let next = 'good'
  let again = await ask()
  if (again.errors.some(({ message }) => message.includes('is left alone'))) {
    next = 'good after 5 s'
    site.passSeconds(LEFT_ALONE_SECONDS)
    again = await ask()
  }
  expect(again.errors).toEqual([])
  table.add({
    where: place.title,
    fault: fault.name,
    gets: told(reply, fault, place),
    within,
    calls: `${place.callsAreAtMost ? 'at most ' : ''}${fault.calls}`,
    next,
  })
}

function told({ status, data, errors }: Reply, { whole = 'whole', reads }: Fault, { together }: Place): string {
  if (errors.length === 0) return `${status}, ${whole}`
  const reasons = Map.groupBy(
    errors,
    ({ message, extensions }) => `\`${extensions.code}\` “${reads ?? message.replaceAll('|', '\\|')}”`,
  )
  const parts = Array.from(reasons, ([reason, group]) => {
    const fields = group.map(({ path }) => fieldOf(path))
    const areTogether = together?.fields.every((field) => fields.includes(field))
    const named = areTogether ? together?.title : fields.map((field) => `\`${field}\``).join(', ')
    const state = group.some(({ extensions }) => extensions.code === 'UPSTREAM_PARTIAL') ? 'in part' : 'null'
    return data ? `${named} ${state}: ${reason}` : reason
  })
  return `${status}, ${parts.join('; ')}`
}
