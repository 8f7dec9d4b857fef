import { GraphQLError } from 'graphql'
import { createLevel, Failure, type Below, type Level } from './level.ts'
import type { AbstractValue, Arguments, FieldPlan, ObjectPlan, ObjectValue } from './plan.ts'
import { ALLOWED, argumentsFor, infoFor, refusalOf, type Run } from './run.ts'

/**
 * Has everything there before anything is written: level by level, each field for all its objects at once. Fields of one level do
 * not wait for each other. Undefined: nothing had to be waited for.
 */
export function gather(run: Run, level: Level): Promise<void> | undefined {
  return allOf(level.plan.gathered.map((field) => gatherField(run, level, field)))
}

function gatherField(run: Run, level: Level, field: FieldPlan): Promise<void> | undefined {
  const { objects } = level
  const args = argumentsFor(run, field)
  // Wrong arguments are wrong for whoever asks.
  const refusal = args instanceof Failure ? args : refusalOf(run, field)
  if (args instanceof Failure || refusal !== ALLOWED) {
    level.columns[field.column] = new Array<unknown>(objects.length).fill(refusal)
    return undefined
  }
  lookForward(run, field, args)
  const fetching = fetchAhead(run, level, field, args)
  const resolve = () => resolveAll(run, level, field, args)
  return fetching ? fetching.then(resolve, resolve) : resolve()
}

/** What the objects of a list will need is begun before they are there: it comes with them, and not after them. */
function lookForward(run: Run, { forward }: FieldPlan, args: Arguments): void {
  if (forward === null || forward.fields.length === 0 || !forward.looks(args, run.context)) return
  for (const field of forward.fields) if (refusalOf(run, field) === ALLOWED) field.foresee?.(run.context)
}

/** What cannot be fetched ahead is told by the resolver, at its place. */
function fetchAhead(run: Run, { objects }: Level, { ahead }: FieldPlan, args: Arguments): Promise<void> | undefined {
  if (ahead === null) return undefined
  try {
    return ahead(objects.filter(isSource), args, run.context)
  } catch {
    return undefined
  }
}

function resolveAll(run: Run, level: Level, field: FieldPlan, args: Arguments): Promise<void> | undefined {
  const { objects } = level
  const values = new Array<unknown>(objects.length)
  const { resolve } = field
  const info = infoFor(run, field)
  const pending: PromiseLike<unknown>[] = []
  for (let i = 0; i < objects.length; i++) {
    const source = objects[i]
    if (!isSource(source)) continue
    try {
      const value = resolve === null ? readProperty(source, field, run) : resolve(source, args, run.context, info)
      values[i] = value instanceof Error ? new Failure(value) : value
      if (isPromise(value)) pending.push(settle(values, i, value))
    } catch (error) {
      values[i] = new Failure(error)
    }
  }
  level.columns[field.column] = values
  const descend = () => gatherBelow(run, level, field, values)
  return pending.length === 0 ? descend() : Promise.all(pending).then(descend)
}

/** As GraphQL's own default resolver: a method is called. */
function readProperty(source: unknown, field: FieldPlan, run: Run): unknown {
  const value = propertyOf(source, field.property)
  return typeof value === 'function' ? callMethod(run, source, value as Method, field) : value
}

type Method = (this: unknown, args: unknown, context: unknown, info: unknown) => unknown

export function propertyOf(source: unknown, property: string): unknown {
  return typeof source === 'object' || typeof source === 'function'
    ? (source as Readonly<Record<string, unknown>> | null)?.[property]
    : undefined
}

/** As GraphQL's own default resolver does it. */
export function callMethod(run: Run, source: unknown, method: Method, field: FieldPlan): unknown {
  const args = argumentsFor(run, field)
  if (args instanceof Failure) return args
  return method.call(source, args, run.context, infoFor(run, field))
}

/** Puts what a promise comes to in its place. */
function settle(values: unknown[], i: number, promise: PromiseLike<unknown>): PromiseLike<void> {
  return promise.then(
    (value) => void (values[i] = value instanceof Error ? new Failure(value) : value),
    (error: unknown) => void (values[i] = new Failure(error)),
  )
}

function gatherBelow(run: Run, level: Level, field: FieldPlan, values: unknown[]): Promise<void> | undefined {
  const { value } = field
  switch (value.kind) {
    case 'leaf':
      return undefined
    case 'object': {
      const below = singles(value.plan, values)
      level.below[field.column] = below
      return gather(run, below.level)
    }
    case 'abstract': {
      const starts = Int32Array.from(values.keys())
      return gatherAbstract(run, level, field, { value, items: values, starts })
    }
    case 'list':
      return value.item.kind === 'leaf'
        ? gatherLeaves(field, values)
        : gatherLists(run, level, field, { item: value.item, values })
  }
}

/** An object that many share, as servers share their host, is gathered once and written once. */
function singles(plan: ObjectPlan, values: readonly unknown[]): Below & { readonly kind: 'object' } {
  const objects: unknown[] = []
  const places = new Int32Array(values.length)
  const known = new Map<unknown, number>()
  values.forEach((value, i) => {
    if (!isSource(value)) return
    const place = known.get(value) ?? objects.push(value) - 1
    known.set(value, place)
    places[i] = place
  })
  const level = createLevel(plan, objects, { isShared: objects.length < values.length })
  return { kind: 'object', level, places }
}

function gatherLists(
  run: Run,
  level: Level,
  field: FieldPlan,
  { item, values }: { readonly item: ObjectValue | AbstractValue; readonly values: unknown[] },
): Promise<void> | undefined {
  const items: unknown[] = []
  const starts = new Int32Array(values.length)
  const pending: PromiseLike<unknown>[] = []
  values.forEach((value, i) => {
    starts[i] = items.length
    const list = asList(value, field)
    values[i] = list
    if (!Array.isArray(list)) return
    for (const one of list as readonly unknown[]) {
      if (isPromise(one)) pending.push(settle(items, items.length, one))
      items.push(one instanceof Error ? new Failure(one) : one)
    }
  })
  const descend = (): Promise<void> | undefined => {
    if (item.kind === 'abstract') return gatherAbstract(run, level, field, { value: item, items, starts })
    const child = createLevel(item.plan, items, { isShared: false })
    level.below[field.column] = { kind: 'list', level: child, starts }
    return gather(run, child)
  }
  return pending.length === 0 ? descend() : Promise.all(pending).then(descend)
}

/** Nothing of a list of plain values is copied, but where some are yet to come. */
function gatherLeaves(field: FieldPlan, values: unknown[]): Promise<void> | undefined {
  const pending: PromiseLike<unknown>[] = []
  values.forEach((value, i) => {
    const list = (values[i] = asList(value, field))
    if (!Array.isArray(list) || !list.some(isPromise)) return
    const settled: unknown[] = Array.from(list)
    values[i] = settled
    settled.forEach((one, j) => {
      if (isPromise(one)) pending.push(settle(settled, j, one))
    })
  })
  return pending.length === 0 ? undefined : Promise.all(pending).then(() => undefined)
}

/** The values of each type are a level of their own. */
function gatherAbstract(
  run: Run,
  level: Level,
  field: FieldPlan,
  {
    value,
    items,
    starts,
  }: { readonly value: AbstractValue; readonly items: readonly unknown[]; readonly starts: Int32Array },
): Promise<void> | undefined {
  const info = infoFor(run, field)
  const levels = new Map<ObjectPlan, Level>()
  const places: number[] = []
  const plans = items.map((item, i) => {
    places[i] = 0
    if (item instanceof Failure) return item
    if (item === null || item === undefined) return null
    try {
      const plan = value.planFor(item, run.context, info)
      const child = levels.get(plan) ?? createLevel(plan, [], { isShared: false })
      levels.set(plan, child)
      places[i] = child.objects.push(item) - 1
      return plan
    } catch (error) {
      return new Failure(error)
    }
  })
  level.below[field.column] = { kind: 'abstract', levels, starts, plans, places }
  return allOf(Array.from(levels.values(), (child) => gather(run, child)))
}

function asList(value: unknown, { coordinate }: FieldPlan): unknown {
  if (value === null || value === undefined || value instanceof Failure || Array.isArray(value)) return value
  if (isIterable(value)) {
    try {
      return Array.from(value)
    } catch (error) {
      return new Failure(error)
    }
  }
  return new Failure(new GraphQLError(`Expected Iterable, but did not find one for field "${coordinate}".`))
}

function allOf(work: readonly (Promise<void> | undefined)[]): Promise<void> | undefined {
  const waiting = work.filter((each) => each !== undefined)
  return waiting.length === 0 ? undefined : Promise.all(waiting).then(() => undefined)
}

/** What fields can be asked of. */
function isSource(value: unknown): value is NonNullable<unknown> {
  return value !== null && value !== undefined && !(value instanceof Failure)
}

function isIterable(value: NonNullable<unknown>): value is Iterable<unknown> {
  return typeof value === 'object' && Symbol.iterator in value && typeof value[Symbol.iterator] === 'function'
}

/** What a promise comes to that nobody will come for is nobody's business, errors included. */
export function letGo(promise: PromiseLike<unknown>): void {
  promise.then(undefined, () => undefined)
}

export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
