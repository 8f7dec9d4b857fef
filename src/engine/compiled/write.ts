import { callMethod, isPromise, letGo, propertyOf } from './gather.ts'
import { columnOf, Failure, type Below, type Level } from './level.ts'
import { NOT_PLANNED, type FieldPlan, type ValuePlan } from './plan.ts'
import { ALLOWED, fail, itemsApart, nullInNonNull, refusalOf, type Run } from './run.ts'

/** JSON; null where nothing can stand, not even a null: then what holds it is null. */
export type Text = string | null

/** Writes the object at a place of its level, as it was gathered. */
export function writeObject(run: Run, level: Level, place: number): Text {
  const { plan, texts } = level
  const known = texts?.[place]
  if (known !== undefined) return known
  const source = level.objects[place]
  const errorsBefore = run.errors.length
  let text = ''
  for (const field of plan.fields) {
    const written = writeField(run, level, place, source, field)
    if (written === null) return null
    text += field.prefix + written
  }
  text = text === '' ? '{}' : text + '}'
  // What went wrong in it has to be told at each place where it is shown.
  if (texts !== null && run.errors.length === errorsBefore) texts[place] = text
  return text
}

export function writeField(run: Run, level: Level, place: number, source: unknown, field: FieldPlan): Text {
  const value = field.column < 0 ? readNow(run, source, field) : columnOf(level, field)[place]
  const { value: plan } = field
  let written: Text
  if (plan.kind === 'leaf' && typeof value !== 'object') {
    // The way of nearly all values.
    try {
      written = value === undefined ? null : plan.write(value)
    } catch (error) {
      written = fail(run, field, error, field.responseKey)
    }
    if (written !== null) return written
    if (field.isNonNull && value === undefined) fail(run, field, nullInNonNull(field), field.responseKey)
    return field.isNonNull ? null : 'null'
  }
  run.path.push(field.responseKey)
  written = writeValue(run, field, plan, value, { level, place })
  run.path.pop()
  return written ?? (field.isNonNull ? null : 'null')
}

/** A plain property of the model; null or a failure where it is denied. */
function readNow(run: Run, source: unknown, field: FieldPlan): unknown {
  if (field.guard !== null) {
    const refusal = refusalOf(run, field)
    if (refusal !== ALLOWED) return refusal
  }
  try {
    const value = propertyOf(source, field.property)
    return typeof value === 'function' ? callMethod(run, source, value as never, field) : value
  } catch (error) {
    return new Failure(error)
  }
}

type At = { readonly level: Level; readonly place: number }

/** Null: it is null, and where that cannot be, its error is told. */
function writeValue(run: Run, field: FieldPlan, plan: ValuePlan, value: unknown, at: At): Text {
  if (value instanceof Failure) return fail(run, field, value.error)
  if (value === null || value === undefined) return field.isNonNull ? fail(run, field, nullInNonNull(field)) : null
  switch (plan.kind) {
    case 'leaf':
      return writeLeaf(run, field, plan.write, value)
    case 'list':
      return writeList(run, field, { ...plan, items: value as readonly unknown[] }, at)
    case 'object':
    case 'abstract':
      return writeBelow(run, at.level.below[field.column], at.place, field)
  }
}

function writeLeaf(run: Run, field: FieldPlan, write: (value: unknown) => string, value: unknown): Text {
  if (value instanceof Error) return fail(run, field, value)
  if (isPromise(value)) {
    letGo(value)
    throw NOT_PLANNED
  }
  try {
    return write(value)
  } catch (error) {
    return fail(run, field, error)
  }
}

function writeList(
  run: Run,
  field: FieldPlan,
  {
    item,
    isItemNonNull,
    items,
  }: { readonly item: ValuePlan; readonly isItemNonNull: boolean; readonly items: readonly unknown[] },
  { level, place }: At,
): Text {
  const below = level.below[field.column]
  const list: ListToWrite = { items, item, isItemNonNull, below, start: startOf(below, place) }
  const apart = itemsApart(run, field)
  let text = ''
  for (let i = 0; i < items.length; i++) {
    run.path.push(i)
    const written = writeItem(run, field, list, i)
    run.path.pop()
    if (written === null && isItemNonNull) return null
    if (apart !== null) apart.push(written ?? 'null')
    else text += i === 0 ? (written ?? 'null') : ',' + (written ?? 'null')
  }
  return `[${text}]`
}

export type ListToWrite = {
  readonly items: readonly unknown[]
  readonly item: ValuePlan
  readonly isItemNonNull: boolean
  /** Where its objects are, and the place of the first. */
  readonly below: Below | undefined
  readonly start: number
}

/** The place of the first item of the list that the object at a place has. */
export function startOf(below: Below | undefined, place: number): number {
  return below === undefined || below.kind === 'object' ? 0 : (below.starts[place] ?? 0)
}

export function writeItem(
  run: Run,
  field: FieldPlan,
  { items, item, isItemNonNull, below, start }: ListToWrite,
  i: number,
): Text {
  const value = item.kind === 'leaf' ? items[i] : itemOf(below, start + i)
  if (value instanceof Failure) return fail(run, field, value.error)
  if (value === null || value === undefined) return isItemNonNull ? fail(run, field, nullInNonNull(field)) : null
  return item.kind === 'leaf' ? writeLeaf(run, field, item.write, value) : writeBelow(run, below, start + i, field)
}

/** What an item was when all was there: a promise among them has come to something. */
function itemOf(below: Below | undefined, place: number): unknown {
  return below?.kind === 'list'
    ? below.level.objects[place]
    : below?.kind === 'abstract'
      ? below.plans[place]
      : undefined
}

/** The object that was gathered for a value: by its place among all values of the field. */
function writeBelow(run: Run, below: Below | undefined, place: number, field: FieldPlan): Text {
  switch (below?.kind) {
    case 'object':
      return writeObject(run, below.level, below.places[place] ?? 0)
    case 'list':
      return writeObject(run, below.level, place)
    case 'abstract': {
      const plan = below.plans[place]
      if (plan instanceof Failure) return fail(run, field, plan.error)
      const level = plan && below.levels.get(plan)
      return level ? writeObject(run, level, below.places[place] ?? 0) : null
    }
    case undefined:
      throw new Error(`${field.coordinate} was written before it was gathered`)
  }
}
