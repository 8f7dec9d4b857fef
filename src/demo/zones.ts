import type { DemoHost } from './cloud.ts'

/** The availability zone of a host, which its aggregate gives it; `nova` is the zone of all others. */
export function zoneOf(host: DemoHost): string {
  return host.model.zone
}
