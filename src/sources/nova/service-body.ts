import type { ComputeService } from '../../model/compute-service.ts'
import { asBoolean, asDate, asFilledText, asList, asRecord } from '../http/untrusted.ts'
import { decodeState, decodeStatus } from './hypervisor-body.ts'
import { unreadable } from './nova-api.ts'

/**
 * The services of os-services. Of those in a down cell Nova sends binary, host and the status UNKNOWN but no id (2.69): nothing is known
 * of them, so they are left out.
 */
export function decodeServices(value: unknown): ComputeService[] {
  const list = asList(asRecord(value)?.services)
  if (!list) throw unreadable('services')
  return list.flatMap((item) => {
    const body = asRecord(item)
    const id = asFilledText(body?.id)
    const host = asFilledText(body?.host)
    if (!body || id === null || host === null) return []
    return {
      id,
      binary: asFilledText(body.binary),
      host,
      zone: asFilledText(body.zone),
      state: decodeState(asFilledText(body.state)),
      stateText: asFilledText(body.state),
      status: decodeStatus(asFilledText(body.status)),
      statusText: asFilledText(body.status),
      disabledReason: asFilledText(body.disabled_reason),
      forcedDown: asBoolean(body.forced_down),
      updatedAt: asDate(body.updated_at),
    }
  })
}

/** The hosts whose cell is down, of which Nova says UNKNOWN and no more. */
export function decodeLostHosts(value: unknown): string[] {
  return (asList(asRecord(value)?.services) ?? []).flatMap((item) => {
    const body = asRecord(item)
    const host = asFilledText(body?.host)
    return body?.status === 'UNKNOWN' && asFilledText(body.id) === null && host !== null ? [host] : []
  })
}
