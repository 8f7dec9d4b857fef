import type { FromCells } from '../sources/pci/store.ts'

/** What each key has of the items, in key order; null for none. */
export function inKeyOrder<Key, Item>(
  keys: readonly Key[],
  items: readonly Item[],
  nameOfItem: (item: Item) => string,
  nameOfKey: (key: Key) => string = String,
): (Item | null)[] {
  const byName = new Map(items.map((item) => [nameOfItem(item), item]))
  return keys.map((key) => byName.get(nameOfKey(key)) ?? null)
}

/**
 * The same where cells may be down: a key that the living cells know is answered; one that they do not know might be in a
 * dead cell, and a null would be a lie.
 */
export function inKeyOrderFromCells<Key, Item>(
  keys: readonly Key[],
  { items, unavailable }: FromCells<Item>,
  nameOfItem: (item: Item) => string,
  nameOfKey: (key: Key) => string = String,
): (Item | null | Error)[] {
  const [down] = unavailable
  return inKeyOrder(keys, items, nameOfItem, nameOfKey).map((item) => item ?? down ?? null)
}
