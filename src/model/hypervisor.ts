/** A compute node, as Nova's os-hypervisors shows it at 2.53 up to 2.87. Null: not sent. */
export type Hypervisor = {
  /** UUID of the compute node, which is also its resource provider's in Placement. */
  readonly id: string
  readonly hostname: string | null
  readonly state: HypervisorState | null
  readonly stateText: string | null
  readonly status: HypervisorStatus | null
  readonly statusText: string | null
  readonly type: string | null
  readonly version: number | null
  readonly hostIp: string | null
  /** nova-compute's service on it. */
  readonly service: { readonly id: string; readonly host: string; readonly disabledReason: string | null } | null
  readonly cpuInfo: HypervisorCpuInfo | null
  /** Null from 2.88 on, where Nova no longer sends any of it: ask Placement. */
  readonly stats: HypervisorStats | null
}

export type HypervisorState = 'UP' | 'DOWN' | 'UNRECOGNIZED'
export type HypervisorStatus = 'ENABLED' | 'DISABLED' | 'UNRECOGNIZED'

export type HypervisorCpuInfo = {
  readonly architecture: string | null
  readonly model: string | null
  readonly vendor: string | null
  readonly features: readonly string[]
  readonly sockets: number | null
  /** Per socket. */
  readonly cores: number | null
  /** Per core. */
  readonly threads: number | null
}

/** Physical capacity, no overcommit applied, and what is used of it. Unknown is null, never zero. */
export type HypervisorStats = {
  readonly source: 'NOVA' | 'PLACEMENT'
  readonly vcpus: number | null
  readonly vcpusUsed: number | null
  readonly memoryMib: number | null
  readonly memoryUsedMib: number | null
  readonly memoryFreeMib: number | null
  readonly diskGib: number | null
  readonly diskUsedGib: number | null
  readonly diskFreeGib: number | null
  readonly diskAvailableLeastGib: number | null
  /** Nova's `running_vms`, which counts servers of every power state. */
  readonly serverCount: number | null
  /** Builds, resizes and other tasks in progress. */
  readonly currentWorkload: number | null
}
