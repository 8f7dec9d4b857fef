import { nextTurnIfLong } from '../../model/long-turn.ts'
import { columnOf, Failure, type Below, type Level } from './level.ts'
import type { FieldPlan } from './plan.ts'
import { itemsApart, type Run } from './run.ts'
import { startOf, writeField, writeItem, writeObject, type ListToWrite, type Text } from './write.ts'

/** Objects that are written in a few milliseconds. */
const FEW = 500
/** Of a text that was put together from many: as many characters as are made one in no time. */
const PIECE = 65_536

/** Writes the answer; one of many objects in several turns of the event loop, so that others are heard meanwhile. */
export async function writeInTurns(run: Run, root: Level, few = FEW): Promise<Text> {
  return countObjects(root) <= few ? writeObject(run, root, 0) : writeLongObject(run, root, 0, few)
}

/** As `writeObject`, but that it waits between the parts. */
async function writeLongObject(run: Run, level: Level, place: number, few: number): Promise<Text> {
  const known = level.texts?.[place]
  if (known !== undefined) return known
  const source = level.objects[place]
  const errorsBefore = run.errors.length
  let text = ''
  for (const field of level.plan.fields) {
    const below = field.column < 0 ? undefined : level.below[field.column]
    const isLong = below !== undefined && countEach(below) > few
    const written = isLong
      ? await writeLongField(run, level, place, { source, field, below, few })
      : writeField(run, level, place, source, field)
    if (written === null) return null
    text += field.prefix + written
    const turn = nextTurnIfLong()
    if (turn) await turn
  }
  text = text === '' ? '{}' : text + '}'
  if (level.texts !== null && run.errors.length === errorsBefore) level.texts[place] = text
  return text
}

async function writeLongField(
  run: Run,
  level: Level,
  place: number,
  {
    source,
    field,
    below,
    few,
  }: { readonly source: unknown; readonly field: FieldPlan; readonly below: Below; readonly few: number },
): Promise<Text> {
  const value = columnOf(level, field)[place]
  if (below.kind === 'object' && isThere(value)) {
    run.path.push(field.responseKey)
    const written = await writeLongObject(run, below.level, below.places[place] ?? 0, few)
    run.path.pop()
    return written ?? (field.isNonNull ? null : 'null')
  }
  if (field.value.kind === 'list' && Array.isArray(value)) {
    run.path.push(field.responseKey)
    const list = { ...field.value, items: value as readonly unknown[], below, start: startOf(below, place) }
    const written = await writeLongList(run, field, list, few)
    run.path.pop()
    return written ?? (field.isNonNull ? null : 'null')
  }
  return writeField(run, level, place, source, field)
}

async function writeLongList(
  run: Run,
  field: FieldPlan,
  list: ListToWrite & { readonly below: Below },
  few: number,
): Promise<Text> {
  const { items, below, start, isItemNonNull } = list
  const areLong = below.kind === 'list' && countEach(below) > few * below.level.objects.length
  const apart = itemsApart(run, field)
  let [text, piece] = ['', '']
  for (let i = 0; i < items.length; i++) {
    run.path.push(i)
    const written =
      areLong && isThere(below.level.objects[start + i])
        ? await writeLongObject(run, below.level, start + i, few)
        : writeItem(run, field, list, i)
    run.path.pop()
    if (written === null && isItemNonNull) return null
    if (apart !== null) apart.push(written ?? 'null')
    else piece += i === 0 ? (written ?? 'null') : ',' + (written ?? 'null')
    if (piece.length > PIECE) {
      text += flat(piece)
      piece = ''
    }
    const turn = nextTurnIfLong()
    if (turn) await turn
  }
  return `[${text}${flat(piece)}]`
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined && !(value instanceof Failure)
}

/** V8 keeps a sum of texts as a tree until somebody reads it: millions of branches are not to be read in one turn. */
function flat(text: string): string {
  text.charCodeAt(0)
  return text
}

/** All that will be written for a level, if each object is written once. */
function countObjects(level: Level): number {
  return level.below.reduce((sum, below) => sum + (below ? countEach(below) : 0), level.objects.length)
}

function countEach(below: Below): number {
  if (below.kind !== 'abstract') return countObjects(below.level)
  return Array.from(below.levels.values(), countObjects).reduce((sum, count) => sum + count, 0)
}
