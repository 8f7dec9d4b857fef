import { LimitExceeded } from '../errors.ts'

/** Objects and lists inside each other. Of filters that are read by people, the deepest have a handful. */
const MAX_DEPTH = 50

/**
 * How deep variables may nest, which the limits of a document say nothing of: input types that hold themselves (`not` of `not` of …)
 * would be followed down until the stack ends. Walked level by level, for the same reason.
 *
 * @throws LimitExceeded
 */
export function checkVariableLimits(variables: unknown): void {
  let level = [variables].filter(isNested)
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      throw new LimitExceeded(
        `The variables are more than ${MAX_DEPTH} levels deep. Write the filter with fewer of and, or and not inside each other.`,
        { limit: 'variableDepth', max: MAX_DEPTH },
      )
    }
    level = level.flatMap((value) => Object.values(value).filter(isNested))
  }
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
