import { asList, asRecord, asText, type JsonRecord } from '../http/untrusted.ts'
import type { ServedRange } from './microversions.ts'

/**
 * The version document of an endpoint (`{"version": {…}}`), or the list that stands above it (`{"versions": […]}`).
 * @returns null where it names no v2.1; the range `2.0` where only the old v2 is there.
 */
export function decodeServedRange(body: unknown): ServedRange | null {
  const document = asRecord(body)
  const single = asRecord(document?.version)
  const listed = (asList(document?.versions) ?? []).map(asRecord).filter((item) => item !== null)
  const versions = single ? [single] : listed
  const current = versions.find((version) => version.id === 'v2.1') ?? versions.find((version) => version.id === 'v2.0')
  return current ? rangeOf(current) : null
}

function rangeOf(version: JsonRecord): ServedRange | null {
  if (version.id === 'v2.0') return { min: '2.0', max: '2.0' }
  const max = asText(version.version)
  const min = asText(version.min_version)
  if (max === null || !/^2\.\d+$/.test(max)) return null
  return { min: min !== null && /^2\.\d+$/.test(min) ? min : '2.1', max }
}
