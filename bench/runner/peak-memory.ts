import { readFileSync, writeFileSync } from 'node:fs'

/** From now on the peak is counted anew (proc(5), clear_refs). Where that is refused, it counts from the start. */
export function resetPeak(pid: number | undefined): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // No Linux, or another user's process: peaks then are of the whole life, or unknown.
  }
}

export function readPeakMib(pid: number | undefined): number | null {
  return readStatusMib(pid, /^VmHWM:\s+(\d+) kB$/m)
}

export function readResidentMib(pid: number | undefined): number | null {
  return readStatusMib(pid, /^VmRSS:\s+(\d+) kB$/m)
}

function readStatusMib(pid: number | undefined, line: RegExp): number | null {
  try {
    const kib = line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kib === undefined ? null : Number(kib) / 1024
  } catch {
    return null
  }
}
