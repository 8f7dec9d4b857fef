import { InvalidArgumentError } from 'commander'
import type { ServerStatus } from './documents.generated.ts'

/** A status that Nova can be asked for. */
export function serverStatus(text: string): ServerStatus {
  const status = text.toUpperCase()
  if (isServerStatus(status)) return status
  throw new InvalidArgumentError(`It is none of ${Object.keys(STATUSES).join(', ')}.`)
}

/** By name, so that a status that the graph gains is a compile error here. */
const STATUSES: Readonly<Record<Exclude<ServerStatus, 'UNRECOGNIZED'>, true>> = {
  ACTIVE: true,
  BUILD: true,
  DELETED: true,
  ERROR: true,
  HARD_REBOOT: true,
  MIGRATING: true,
  PASSWORD: true,
  PAUSED: true,
  REBOOT: true,
  REBUILD: true,
  RESCUE: true,
  RESIZE: true,
  REVERT_RESIZE: true,
  SHELVED: true,
  SHELVED_OFFLOADED: true,
  SHUTOFF: true,
  SOFT_DELETED: true,
  SUSPENDED: true,
  UNKNOWN: true,
  VERIFY_RESIZE: true,
}

function isServerStatus(text: string): text is keyof typeof STATUSES {
  return Object.hasOwn(STATUSES, text)
}
