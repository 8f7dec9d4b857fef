import { BadUserInput } from '../errors.ts'

/**
 * GraphQL lets a client write null for every optional input, and a variable that was forgotten is one. In a filter it would
 * silently mean "any", and widen the answer: so it is refused.
 *
 * @throws BadUserInput that names the place.
 */
export function noNulls<Input>(input: Input, argument: string): Input {
  const path = pathOfNull(input, argument)
  if (path !== undefined) {
    throw new BadUserInput(`${path} is null: leave it out, or where there is an isNull ask for isNull: true.`, {
      argument,
    })
  }
  return input
}

function pathOfNull(value: unknown, path: string): string | undefined {
  if (value === null) return path
  if (value === undefined || typeof value !== 'object' || value instanceof Date) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const found = pathOfNull(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}
