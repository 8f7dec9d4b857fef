import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** What may lie about before it is cleared away. */
const GARBAGE_BYTES = 8_000_000

/**
 * Keeps the process small while a list of any length goes through it; call what is returned between two pages.
 *
 * Left to itself V8 lets the heap grow by what is free on the machine, to some three times of what is in use here. To have it favour
 * size over speed as a whole (`--optimize-for-size`) takes twice the time of this.
 */
export function spareMemory(): () => void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--expose-gc')
  // The flag counts for contexts that are made after it.
  const collect: unknown = runInNewContext('gc')
  let inUseBytes = 0
  return () => {
    if (!isFunction(collect) || getHeapStatistics().used_heap_size < inUseBytes + GARBAGE_BYTES) return
    collect()
    inUseBytes = getHeapStatistics().used_heap_size
  }
}

function isFunction(value: unknown): value is () => void {
  return typeof value === 'function'
}
