/** Readers of JSON that others wrote: what is missing or of another kind is null, never a guess. */

export type JsonRecord = Readonly<Record<string, unknown>>

export function asRecord(value: unknown): JsonRecord | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null
}

export function asList(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** OpenStack often writes an empty text where it means nothing. */
export function asFilledText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** A whole number that GraphQL's Int can hold, since that is where it goes. */
export function asInt(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 0x7fffffff ? value : null
}

export function asBoolean(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}

/** OpenStack's times are UTC, with or without a zone; a zone that is written counts. */
export function asDate(value: unknown): Date | null {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value)) return null
  const date = new Date(/(Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`)
  return Number.isNaN(date.getTime()) ? null : date
}

/** Values that are no text are left out. */
export function asTexts(value: unknown): string[] | null {
  return asList(value)?.filter((item) => typeof item === 'string') ?? null
}

/** A record of texts; other values are left out. */
export function asTextRecord(value: unknown): Record<string, string> | null {
  const record = asRecord(value)
  if (!record) return null
  return Object.fromEntries(
    Object.entries(record).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
