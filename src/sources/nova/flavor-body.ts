import type { Flavor } from '../../model/flavor.ts'
import { asBoolean, asFilledText, asInt, asRecord, asTextRecord } from '../http/untrusted.ts'
import { unreadable } from './nova-api.ts'

/** One flavor of `flavors/detail`. @throws UpstreamError where it has no id. */
export function decodeFlavor(value: unknown): Flavor {
  const body = asRecord(value)
  const id = asFilledText(body?.id)
  if (!body || id === null) throw unreadable("flavor's id")
  return {
    id,
    name: asFilledText(body.name),
    vcpus: asInt(body.vcpus),
    memoryMib: asInt(body.ram),
    diskGib: asInt(body.disk),
    ephemeralGib: asInt(body['OS-FLV-EXT-DATA:ephemeral']),
    // Before 2.75 an empty text is how Nova writes zero here.
    swapMib: body.swap === '' ? 0 : asInt(body.swap),
    isPublic: asBoolean(body['os-flavor-access:is_public']),
    description: asFilledText(body.description),
    extraSpecs: asTextRecord(body.extra_specs),
  }
}
