/** Sizes of the demo cloud; what is not named is the demo's own to choose. */
export type DemoConfig = {
  readonly servers?: number
  readonly devices?: number
  readonly hypervisors?: number
  readonly projects?: number
  readonly cells?: number
  readonly seed?: number
}

const RANGES = {
  servers: [0, 100_000],
  devices: [0, 500_000],
  hypervisors: [1, 10_000],
  projects: [3, 1000],
  cells: [1, 16],
  seed: [0, 0xffffffff],
} as const satisfies Record<keyof DemoConfig, readonly [min: number, max: number]>

/** Reads `servers=1200,devices=4800,hypervisors=40`. */
export function parseDemo(text: string, faults: string[]): DemoConfig {
  const sizes: Partial<Record<keyof DemoConfig, number>> = {}
  for (const part of text.split(/[\s,]+/).filter(Boolean)) {
    const [, name = part, digits = ''] = /^(\w+)=(\d+)$/.exec(part) ?? []
    if (!isSize(name)) {
      faults.push(`PCIGRAPH_DEMO: ${part} is none of ${Object.keys(RANGES).join('=N, ')}=N`)
      continue
    }
    const [min, max] = RANGES[name]
    const count = Number(digits)
    if (digits === '' || count < min || count > max)
      faults.push(`PCIGRAPH_DEMO: ${name} is no number from ${min} to ${max}`)
    else sizes[name] = count
  }
  return sizes
}

function isSize(name: string): name is keyof DemoConfig {
  return Object.hasOwn(RANGES, name)
}
