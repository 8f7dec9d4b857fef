import type { DemoHost } from './cloud.ts'
import { CONTROL_HOST, CONTROL_SERVICES } from './control-services.ts'
import { json, type DemoReply } from './exchange.ts'
import { policyFault } from './nova-fault.ts'
import { refuseUnknownParameters } from './nova-paging.ts'
import type { NovaRequest } from './nova-request.ts'
import { isAdmin } from './tokens.ts'
import { zoneOf } from './zones.ts'

/** When each compute was heard of last. */
export type Heartbeats = (host: DemoHost) => Date

/** os-services, os-aggregates and os-availability-zone. Null: none of them. */
export function answerServices(request: NovaRequest, heartbeatOf: Heartbeats): DemoReply | null {
  switch (request.path) {
    case 'os-services':
      allow(request, 'os_compute_api:os-services:list')
      return listServices(request, heartbeatOf)
    case 'os-aggregates':
      allow(request, 'os_compute_api:os-aggregates:index')
      return listAggregates(request)
    case 'os-availability-zone':
      return listZones(request, null)
    case 'os-availability-zone/detail':
      allow(request, 'os_compute_api:os-availability-zone:detail')
      return listZones(request, heartbeatOf)
    default:
      return null
  }
}

function allow(request: NovaRequest, rule: string): void {
  if (!isAdmin(request.token)) throw policyFault(rule)
}

function listServices(request: NovaRequest, heartbeatOf: Heartbeats): DemoReply {
  refuseUnknownParameters(request, ['binary', 'host'])
  const binary = request.query.get('binary')
  const host = request.query.get('host')
  const controllers = CONTROL_SERVICES.map(({ id, databaseId, binary: name }) =>
    service(request, {
      id: databaseId,
      uuid: id,
      binary: name,
      host: CONTROL_HOST,
      zone: 'internal',
      seen: new Date(),
    }),
  )
  const lost = request.cloud.hosts.filter((each) => request.lostCells.has(each.cell))
  const living = request.cloud.hosts.filter((each) => !request.lostCells.has(each.cell))
  const computes = living.map((each) => ({
    ...service(request, {
      id: each.service.databaseId,
      uuid: each.service.id,
      binary: 'nova-compute',
      host: each.name,
      zone: zoneOf(each),
      seen: heartbeatOf(each),
    }),
    ...(each.service.isDown ? { state: 'down' } : {}),
    ...(each.service.disabledReason === null
      ? {}
      : { status: 'disabled', disabled_reason: each.service.disabledReason }),
  }))
  return json(200, {
    services: [...controllers, ...computes, ...lost.flatMap((each) => lostService(each, request))].filter(
      (each) => (binary === null || each.binary === binary) && (host === null || each.host === host),
    ),
  })
}

/** The least that Nova says of a service whose cell it cannot reach, from 2.69 on. */
function lostService(host: DemoHost, request: NovaRequest): { binary: string; host: string; status: string }[] {
  return request.minor < 69 ? [] : [{ binary: 'nova-compute', host: host.name, status: 'UNKNOWN' }]
}

function service(
  request: NovaRequest,
  facts: { id: number; uuid: string; binary: string; host: string; zone: string; seen: Date },
) {
  return {
    binary: facts.binary,
    host: facts.host,
    id: request.minor >= 53 ? facts.uuid : facts.id,
    zone: facts.zone,
    status: 'enabled',
    state: 'up',
    updated_at: micros(facts.seen),
    disabled_reason: null,
    ...(request.minor >= 11 ? { forced_down: false } : {}),
  }
}

function listAggregates(request: NovaRequest): DemoReply {
  return json(200, {
    aggregates: request.cloud.aggregates.map((aggregate) => ({
      id: aggregate.id,
      ...(request.minor >= 41 ? { uuid: aggregate.uuid } : {}),
      name: aggregate.name,
      hosts: aggregate.hosts.map((host) => host.name),
      metadata: aggregate.metadata,
      created_at: '2026-02-02T10:00:00.000000',
      updated_at: null,
      deleted_at: null,
      deleted: false,
      availability_zone: aggregate.zone,
    })),
  })
}

/** @param heartbeatOf null: hosts are not told. */
function listZones(request: NovaRequest, heartbeatOf: Heartbeats | null): DemoReply {
  const zones = Map.groupBy(
    request.cloud.hosts.filter((host) => host.service.disabledReason === null),
    zoneOf,
  )
  const described = [...zones].map(([zoneName, hosts]) => ({
    zoneName,
    zoneState: { available: true },
    hosts: heartbeatOf === null ? null : describeHosts(hosts, heartbeatOf),
  }))
  // The controllers' zone is told to admins alone.
  const internal = { zoneName: 'internal', zoneState: { available: true }, hosts: describeControllers() }
  return json(200, {
    availabilityZoneInfo: [...described, ...(heartbeatOf === null ? [] : [internal])].sort((left, right) =>
      left.zoneName < right.zoneName ? -1 : 1,
    ),
  })
}

function describeControllers(): object {
  const services = CONTROL_SERVICES.map(
    ({ binary }) => [binary, { available: true, active: true, updated_at: micros(new Date()) }] as const,
  )
  return { [CONTROL_HOST]: Object.fromEntries(services) }
}

function describeHosts(hosts: readonly DemoHost[], heartbeatOf: Heartbeats): object {
  return Object.fromEntries(
    hosts.map((host) => [
      host.name,
      {
        'nova-compute': {
          available: true,
          active: !host.service.isDown,
          updated_at: micros(heartbeatOf(host)),
        },
      },
    ]),
  )
}

function micros(time: Date): string {
  return `${time.toISOString().slice(0, 19)}.000000`
}
