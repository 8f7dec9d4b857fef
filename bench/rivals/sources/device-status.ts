const STATUSES = new Set(['available', 'claimed', 'allocated', 'unavailable', 'unclaimable'])

/** As the graph names it. */
export function deviceStatus(text: string): string {
  return STATUSES.has(text) ? text.toUpperCase() : 'UNRECOGNIZED'
}
