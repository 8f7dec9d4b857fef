import type { DemoHost } from './cloud.ts'
import type { DemoFlavor } from './flavors.ts'

/** Memory that Nova keeps for the host itself. */
export const RESERVED_MEMORY_MIB = 512

/** What is used of a host, as its nova-compute counts it: a server on its way holds something on both sides. */
export function usedOf(host: DemoHost): { vcpus: number; memoryMib: number; diskGib: number } {
  const used = { vcpus: 0, memoryMib: 0, diskGib: 0 }
  const add = (flavor: DemoFlavor) => {
    used.vcpus += flavor.vcpus
    used.memoryMib += flavor.memoryMib
    used.diskGib += flavor.diskGib
  }
  for (const server of host.servers) add(server.flavor)
  for (const { flavor } of host.halfway) add(flavor)
  return used
}

const CPU_INFO = {
  arch: 'x86_64',
  model: 'Cascadelake-Server-noTSX',
  vendor: 'Intel',
  features: ['vmx', 'pdpe1gb', 'invtsc', 'pcid', 'avx512f', 'aes'],
} as const

/** `cpu_info` of a host, as libvirt's driver fills it. */
export function cpuInfoOf(host: DemoHost): object {
  return { ...CPU_INFO, topology: { cells: 2, sockets: 1, cores: host.model.vcpus / 4, threads: 2 } }
}

/** QEMU 7.2.0, as Nova writes it. */
export const HYPERVISOR_VERSION = 7_002_000
