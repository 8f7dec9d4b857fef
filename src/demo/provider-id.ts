import { createHash } from 'node:crypto'
import type { DemoHost } from './cloud.ts'
import { shapeUuid } from './random.ts'

/** Placement's id of a PCI device's provider: random in a real cloud, here the same for the same device. */
export function providerIdOf(host: DemoHost, address: string): string {
  return shapeUuid(createHash('sha256').update(`${host.id}/${address}`).digest('hex'))
}
