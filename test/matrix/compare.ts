import { isDeepStrictEqual } from 'node:util'
import type { Expectation, ExpectedObject } from './expectation.ts'
import type { Selection } from './selection.ts'

export type GraphAnswer = {
  readonly status: number
  readonly data: Readonly<Record<string, unknown>> | null
  readonly errors: readonly {
    readonly path?: readonly unknown[]
    readonly extensions: Readonly<Record<string, unknown>>
  }[]
}

/** What one caller got at one place. */
export type Outcome = 'value' | 'null' | 'denied' | 'refused'

/** `what`: the object, in words; `field`: its coordinate. */
export type RecordOutcome = (what: string, field: string, outcome: Outcome) => void

/** Of what is a part of no object but of a page of them. */
export const LISTS = 'Pages'

/** Everything in which an answer is not what it is to be, in words that say where. Every place that is looked at is recorded. */
export function compareAnswer(
  selection: Selection,
  to: string,
  expected: Expectation,
  answer: GraphAnswer,
  record: RecordOutcome,
): string[] {
  const faults: string[] = []
  const denials = new Map<string, string>()
  if (answer.status !== 200) faults.push(`status ${answer.status}`)
  at(selection, expected, answer.data?.[selection.field.name], selection.field.name, 'Query')

  const told = new Set(answer.errors.map(({ path }) => placeOf(path)))
  for (const { path, extensions } of answer.errors) {
    const place = placeOf(path)
    const by = denials.get(place)
    const { code, rule, upstream } = extensions
    if (code !== 'FORBIDDEN') faults.push(`${place}: ${String(code)}`)
    else if (by === undefined) faults.push(`${place}: FORBIDDEN, where it is not`)
    else if (by !== rule && by !== upstream && !isServiceRule(by, rule)) {
      faults.push(`${place}: FORBIDDEN by ${String(rule ?? upstream)}, where it is by ${by}`)
    }
  }
  for (const [place, by] of denials) if (!told.has(place)) faults.push(`${place}: no FORBIDDEN, where ${by} denies it`)
  return faults

  function at(one: Selection, expectation: Expectation, actual: unknown, path: string, what: string): void {
    const coordinate = `${one.type.name}.${one.field.name}`
    const field = one === selection ? `${coordinate} → ${to}` : coordinate
    switch (expectation.is) {
      case 'denied':
        denials.set(path, expectation.by)
        record(what, field, actual === null || actual === undefined ? 'denied' : 'value')
        if (actual !== null) faults.push(`${path}: ${show(actual)}, where ${expectation.by} denies it`)
        return
      case 'null':
        record(what, field, actual === null || actual === undefined ? 'null' : 'value')
        if (actual !== null) faults.push(`${path}: ${show(actual)}, where there is nothing to be told`)
        return
      case 'some':
        record(what, field, actual === null || actual === undefined ? 'null' : 'value')
        if (actual === null || actual === undefined)
          faults.push(`${path}: ${show(actual)}, where something is to be told`)
        return
      case 'value':
        record(what, field, actual === null || actual === undefined ? 'null' : 'value')
        if (!isDeepStrictEqual(actual, expectation.value)) {
          faults.push(`${path}: ${show(actual)}, where it is ${show(expectation.value)}`)
        }
        return
      case 'object':
      case 'list':
        record(what, field, outcomeOf(expectation, actual))
        nested(one, expectation, actual, path, one === selection ? LISTS : what)
    }
  }

  function nested(one: Selection, expectation: Expectation, actual: unknown, path: string, what: string): void {
    if (expectation.is === 'list') {
      if (one.fields === null) {
        const values = expectation.items.map((item) => (item.is === 'value' ? item.value : null))
        if (!isDeepStrictEqual(actual, values)) faults.push(`${path}: ${show(actual)}, where it is ${show(values)}`)
      } else if (!Array.isArray(actual) || actual.length !== expectation.items.length) {
        faults.push(`${path}: ${show(actual)}, where there are ${expectation.items.length}`)
      } else {
        expectation.items.forEach((item, index) => nested(one, item, actual[index], `${path}.*`, what))
      }
    } else if (expectation.is === 'object') {
      if (typeof actual !== 'object' || actual === null) {
        faults.push(`${path}: ${show(actual)}, where there is an object to be told of`)
      } else if (one.fields === null) {
        // JSON is a leaf.
        faults.push(`${path}: an object is expected of a leaf`)
      } else {
        for (const inner of one.fields) {
          within(
            inner,
            expectation.object,
            { ...actual },
            `${path}.${inner.field.name}`,
            expectation.object.what ?? what,
          )
        }
      }
    } else if (expectation.is === 'null' || expectation.is === 'denied') {
      if (expectation.is === 'denied') denials.set(path, expectation.by)
      if (actual !== null) faults.push(`${path}: ${show(actual)}, where there is nothing to be told`)
    } else {
      faults.push(`${path}: a leaf is expected where objects are`)
    }
  }

  function within(
    inner: Selection,
    { fields }: ExpectedObject,
    actual: Readonly<Record<string, unknown>>,
    path: string,
    what: string,
  ): void {
    const expectation = fields[inner.field.name]
    if (expectation === undefined) {
      faults.push(`${path}: nothing here says who may have ${inner.type.name}.${inner.field.name}, or what it is`)
    } else {
      const thought = typeof expectation === 'function' ? expectation() : expectation
      at(inner, thought, actual[inner.field.name], path, what)
    }
  }
}

/** A list of nothing but nulls tells nothing: entities are asked for in lists. */
function outcomeOf(expectation: Expectation, actual: unknown): Outcome {
  const isNull = (of: unknown) => of === null || of === undefined
  const isNothing = isNull(actual) || (Array.isArray(actual) && actual.length > 0 && actual.every(isNull))
  if (!isNothing) return 'value'
  return expectation.is === 'list' && expectation.items.some(({ is }) => is === 'denied') ? 'denied' : 'null'
}

/** Equal failures of a list are one error, at the first. */
function placeOf(path: readonly unknown[] = []): string {
  return path.map((part) => (typeof part === 'number' ? '*' : String(part))).join('.')
}

/** What a service would refuse need not be asked of it: its rule is named then. */
function isServiceRule(by: string, rule: unknown): boolean {
  return (
    typeof rule === 'string' &&
    rule.startsWith(by === 'nova' ? 'os_compute_api:' : by === 'keystone' ? 'identity:' : by)
  )
}

function show(of: unknown): string {
  const text = JSON.stringify(of) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
