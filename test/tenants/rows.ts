import fc from 'fast-check'
import { HIGHEST_CHOICE } from './choices.ts'

/** Rows of choices, up to a length, that shrink to shorter ones of smaller numbers. */
export function rowsOf(most: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat({ max: HIGHEST_CHOICE }), { maxLength: most, size: 'max' })
}
