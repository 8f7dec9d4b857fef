import type { HypervisorState, HypervisorStatus } from './hypervisor.ts'

/** A service of Nova, as os-services lists it. */
export type ComputeService = {
  readonly id: string
  readonly binary: string | null
  readonly host: string
  readonly zone: string | null
  readonly state: HypervisorState | null
  readonly stateText: string | null
  readonly status: HypervisorStatus | null
  readonly statusText: string | null
  readonly disabledReason: string | null
  readonly forcedDown: boolean | null
  /** Last heartbeat. */
  readonly updatedAt: Date | null
}
