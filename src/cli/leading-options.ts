/** Those of the connection, which other clients of OpenStack take before the command; true: a value follows. */
const SHARED: Readonly<Record<string, boolean>> = { '--endpoint': true, '--os-cloud': true, '--debug': false }

/** A command line whose command comes first: what every command has may stand before its name. */
export function commandFirst(argv: readonly string[]): readonly string[] {
  const [node = '', script = '', ...words] = argv
  let count = 0
  for (let word = words[0]; word !== undefined; word = words[count]) {
    const [name = ''] = word.split('=', 1)
    const takesValue = Object.hasOwn(SHARED, name) ? SHARED[name] : undefined
    if (takesValue === undefined) break
    count += takesValue && !word.includes('=') ? 2 : 1
  }
  const [command, ...rest] = words.slice(count)
  // Without a command there is nothing that they could belong to.
  if (count === 0 || command === undefined || command.startsWith('-')) return argv
  return [node, script, command, ...words.slice(0, count), ...rest]
}
