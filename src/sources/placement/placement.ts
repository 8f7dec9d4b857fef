import type { Call } from '../../model/call.ts'
import type { HypervisorStats } from '../../model/hypervisor.ts'

export interface Placement {
  /**
   * Capacity of root providers (a hypervisor's id is its provider's uuid), in key order. Placement has no call for many:
   * two for each, side by side within bounds. Null: no such provider.
   */
  findStatsByIds(call: Call, hypervisorIds: readonly string[]): Promise<readonly (HypervisorStats | null | Error)[]>
  close(): Promise<void>
}
