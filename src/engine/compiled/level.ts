import type { FieldPlan, ObjectPlan } from './plan.ts'

/** A field of one object that could not be had. */
export class Failure {
  readonly error: unknown
  constructor(error: unknown) {
    this.error = error
  }
}

/** All objects that one selection set is asked of at one place of the document, and what was gathered for them. */
export type Level = {
  readonly plan: ObjectPlan
  /** Null or a Failure where a list has no object. */
  readonly objects: unknown[]
  /** By the column of each gathered field: the values of all objects. */
  readonly columns: (readonly unknown[])[]
  /** By the column: where the objects of its values are. */
  readonly below: (Below | undefined)[]
  /** What was written already for an object that several share; null where each is met once. */
  readonly texts: (string | undefined)[] | null
}

/** Where the objects are that a field has for each object of the level above. */
export type Below =
  /** One each, of which several may be the same: by the place of the object above. */
  | { readonly kind: 'object'; readonly level: Level; readonly places: Int32Array }
  /** A list each, one after the other: by the place of the object above, the place of its first. */
  | { readonly kind: 'list'; readonly level: Level; readonly starts: Int32Array }
  /** Of several types: a level for each, and for every value in turn where it is. */
  | {
      readonly kind: 'abstract'
      readonly levels: ReadonlyMap<ObjectPlan, Level>
      readonly starts: Int32Array
      readonly plans: readonly (ObjectPlan | Failure | null)[]
      readonly places: readonly number[]
    }

export function createLevel(plan: ObjectPlan, objects: unknown[], { isShared }: { readonly isShared: boolean }): Level {
  return { plan, objects, columns: [], below: [], texts: isShared ? [] : null }
}

/** The values of a gathered field. */
export function columnOf(level: Level, field: FieldPlan): readonly unknown[] {
  return level.columns[field.column] ?? []
}
