/**
 * Whether a database can hold this text at all. PostgreSQL refuses a NUL outright, and half a character is none; a
 * client may send either, and finds nothing by it.
 */
export function canBeStored(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
