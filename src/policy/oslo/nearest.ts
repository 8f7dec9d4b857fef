/** The name that takes the fewest changes of a letter, null where none is near enough to be meant. */
export function nearest(name: string, names: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(name.length / 4))
  const ranked = names
    .map((candidate) => ({ candidate, distance: distanceOf(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance)
  const [first] = ranked
  return first !== undefined && first.distance <= limit ? first.candidate : null
}

/** Levenshtein's distance. */
function distanceOf(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let down = 1; down <= one.length; down += 1) {
    const next = [down]
    for (let across = 1; across <= other.length; across += 1) {
      const swap = (row[across - 1] ?? 0) + (one[down - 1] === other[across - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[across] ?? 0) + 1, (next[across - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}
