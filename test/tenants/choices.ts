/**
 * Numbers that decide what is made: from the same row comes the same document. What fast-check does to a row to find the smallest that
 * still fails makes the document smaller: an empty row takes the first and the least of everything.
 */
export type Choices = {
  /** 0 up to, and without, `below`. */
  int(below: number): number
  /** Never, once the row is used up. */
  chance(percent: number): boolean
  pick<Item>(from: readonly Item[]): Item
  /** Some of them, in their order. */
  some<Item>(from: readonly Item[], count: number): Item[]
}

export const HIGHEST_CHOICE = 0xffff

export function createChoices(row: readonly number[]): Choices {
  let at = 0
  const next = () => row[at++] ?? 0
  const int = (below: number) => (below <= 1 ? 0 : next() % below)
  return {
    int,
    chance: (percent) => 99 - int(100) < percent,
    pick(from) {
      const picked = from[int(from.length)]
      if (picked === undefined) throw new Error('there is nothing to pick from')
      return picked
    },
    some(from, count) {
      const places = new Set<number>()
      for (let left = Math.min(count, from.length); left > 0; left--) places.add(int(from.length))
      return [...places].sort((left, right) => left - right).flatMap((place) => from.slice(place, place + 1))
    },
  }
}
