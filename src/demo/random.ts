/** A stream of numbers that depends on its seed alone, so that the same seed makes the same cloud on every machine. */
export type Random = {
  /** A whole number from 0 up to, not including, `below`. */
  integer(below: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  shuffle<Item>(items: readonly Item[]): Item[]
  hex(digits: number): string
  uuid(): string
}

/** Streams of different names are independent: one more server does not change the id of any device. */
export function createRandom(seed: number, stream: string): Random {
  let state = hash(`${seed}/${stream}`)

  // splitmix32
  function next(): number {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }

  function integer(below: number): number {
    return Math.floor((next() / 0x1_0000_0000) * below)
  }

  function hex(digits: number): string {
    let text = ''
    while (text.length < digits) text += next().toString(16).padStart(8, '0')
    return text.slice(0, digits)
  }

  return {
    integer,
    hex,
    chance: (probability) => next() < probability * 0x1_0000_0000,
    pick(items) {
      const item = items[integer(items.length)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    shuffle(items) {
      return items
        .map((item) => [next(), item] as const)
        .sort((left, right) => left[0] - right[0])
        .map(([, item]) => item)
    },
    uuid: () => shapeUuid(hex(32)),
  }
}

/** Bits that say "version 4", as Nova's own ids do. */
export function shapeUuid(hex: string): string {
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

// FNV-1a
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value | 0
}
