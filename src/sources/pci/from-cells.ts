import { PciStoreUnavailable } from '../../errors.ts'
import type { Cell } from './cell.ts'
import type { FromCells } from './store.ts'

/** Asks cells side by side for what they have. A dead one is named beside the items of the living, in order of cells. */
export async function fromCells<Item>(
  cells: readonly Cell[],
  ask: (cell: Cell) => Promise<readonly Item[]>,
): Promise<FromCells<Item>> {
  const answers = await Promise.all(
    cells.map(async (cell): Promise<FromCells<Item>> => {
      try {
        return { items: await ask(cell), unavailable: [] }
      } catch (error) {
        if (error instanceof PciStoreUnavailable) return { items: [], unavailable: [error] }
        throw error
      }
    }),
  )
  return {
    items: answers.flatMap(({ items }) => items),
    unavailable: answers.flatMap(({ unavailable }) => unavailable),
  }
}
