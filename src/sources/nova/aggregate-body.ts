import type { Aggregate } from '../../model/aggregate.ts'
import { asFilledText, asInt, asList, asRecord, asTextRecord, asTexts } from '../http/untrusted.ts'
import { unreadable } from './nova-api.ts'

/** The aggregates of os-aggregates at 2.41 or later. */
export function decodeAggregates(value: unknown): Aggregate[] {
  const list = asList(asRecord(value)?.aggregates)
  if (!list) throw unreadable('aggregates')
  return list.map((item) => {
    const body = asRecord(item)
    const id = asFilledText(body?.uuid)
    if (!body || id === null) throw unreadable("aggregate's id")
    return {
      id,
      databaseId: asInt(body.id),
      name: asFilledText(body.name),
      availabilityZone: asFilledText(body.availability_zone),
      hosts: asTexts(body.hosts) ?? [],
      metadata: asTextRecord(body.metadata) ?? {},
    }
  })
}
