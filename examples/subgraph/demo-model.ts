import type { DemoConfig } from '../../src/config/demo.ts'
import type { Cloud } from '../../src/demo/cloud.ts'
import { seedCloud } from '../../src/demo/seed-cloud.ts'

/** What the demo cloud of these sizes holds: the same seed and sizes give the same ids and slots in every process. */
export function demoModel(sizes: DemoConfig = {}): Cloud {
  return seedCloud({
    seed: sizes.seed ?? 1,
    release: '2.93',
    region: 'RegionOne',
    servers: sizes.servers ?? 240,
    devices: sizes.devices ?? null,
    hypervisors: sizes.hypervisors ?? 40,
    projects: sizes.projects ?? 8,
    cells: sizes.cells ?? 1,
  })
}
