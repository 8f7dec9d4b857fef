/** Nova's ids are UUIDs; asking for anything else is a 400, which is no answer to "is there such a thing". */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(text)
}
