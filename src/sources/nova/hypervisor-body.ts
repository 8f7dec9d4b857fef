import type {
  Hypervisor,
  HypervisorCpuInfo,
  HypervisorState,
  HypervisorStats,
  HypervisorStatus,
} from '../../model/hypervisor.ts'
import { asFilledText, asInt, asRecord, asTexts, type JsonRecord } from '../http/untrusted.ts'
import { unreadable } from './nova-api.ts'

/** One hypervisor of os-hypervisors at 2.53 or later. @throws UpstreamError where it has no id. */
export function decodeHypervisor(value: unknown): Hypervisor {
  const body = asRecord(value)
  const id = asFilledText(body?.id)
  if (!body || id === null) throw unreadable("hypervisor's id")
  const stateText = asFilledText(body.state)
  const statusText = asFilledText(body.status)
  return {
    id,
    hostname: asFilledText(body.hypervisor_hostname),
    state: decodeState(stateText),
    stateText,
    status: decodeStatus(statusText),
    statusText,
    type: asFilledText(body.hypervisor_type),
    version: asInt(body.hypervisor_version),
    hostIp: asFilledText(body.host_ip),
    service: decodeService(body.service),
    cpuInfo: decodeCpuInfo(body.cpu_info),
    stats: 'vcpus' in body || 'memory_mb' in body ? decodeStats(body) : null,
  }
}

export function decodeState(text: string | null): HypervisorState | null {
  if (text === null) return null
  return text === 'up' ? 'UP' : text === 'down' ? 'DOWN' : 'UNRECOGNIZED'
}

export function decodeStatus(text: string | null): HypervisorStatus | null {
  if (text === null) return null
  return text === 'enabled' ? 'ENABLED' : text === 'disabled' ? 'DISABLED' : 'UNRECOGNIZED'
}

function decodeService(value: unknown): Hypervisor['service'] {
  const body = asRecord(value)
  const id = asFilledText(body?.id)
  const host = asFilledText(body?.host)
  if (!body || id === null || host === null) return null
  return { id, host, disabledReason: asFilledText(body.disabled_reason) }
}

/** An object from 2.28 on, a text of JSON before; empty where the driver does not tell (Ironic). */
function decodeCpuInfo(value: unknown): HypervisorCpuInfo | null {
  const body = asRecord(typeof value === 'string' ? parsed(value) : value)
  if (!body || Object.keys(body).length === 0) return null
  const topology = asRecord(body.topology)
  return {
    architecture: asFilledText(body.arch),
    model: asFilledText(body.model),
    vendor: asFilledText(body.vendor),
    features: asTexts(body.features) ?? [],
    sockets: asInt(topology?.sockets),
    cores: asInt(topology?.cores),
    threads: asInt(topology?.threads),
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function decodeStats(body: JsonRecord): HypervisorStats {
  return {
    source: 'NOVA',
    vcpus: asInt(body.vcpus),
    vcpusUsed: asInt(body.vcpus_used),
    memoryMib: asInt(body.memory_mb),
    memoryUsedMib: asInt(body.memory_mb_used),
    memoryFreeMib: asInt(body.free_ram_mb),
    diskGib: asInt(body.local_gb),
    diskUsedGib: asInt(body.local_gb_used),
    diskFreeGib: asInt(body.free_disk_gb),
    diskAvailableLeastGib: asInt(body.disk_available_least),
    serverCount: asInt(body.running_vms),
    currentWorkload: asInt(body.current_workload),
  }
}
