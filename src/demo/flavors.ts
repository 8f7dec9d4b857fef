import type { Random } from './random.ts'

export type DemoFlavor = {
  readonly id: string
  readonly databaseId: number
  readonly name: string
  readonly vcpus: number
  readonly memoryMib: number
  readonly diskGib: number
  readonly isPublic: boolean
  readonly description: string | null
  readonly extraSpecs: Readonly<Record<string, string>>
  /** What `pci_passthrough:alias` asks for. */
  readonly aliases: readonly { readonly name: string; readonly count: number }[]
}

const GIB = 1024

// Name, vCPUs, memory in GiB, disk in GiB, aliases.
const FLAVORS: readonly (readonly [string, number, number, number, string | null])[] = [
  ['cpu.small', 2, 4, 20, null],
  ['cpu.medium', 4, 16, 40, null],
  ['cpu.large', 16, 64, 80, null],
  ['gpu.h100.1', 24, 192, 200, 'h100:1'],
  ['gpu.h100.2', 48, 384, 400, 'h100:2'],
  ['gpu.h100.8', 192, 1536, 1600, 'h100:8'],
  ['gpu.a100.1', 16, 128, 200, 'a100:1'],
  ['gpu.a100.2', 32, 256, 400, 'a100:2'],
  ['gpu.l40s.1', 12, 96, 150, 'l40s:1'],
  ['gpu.l40s.4', 48, 384, 600, 'l40s:4'],
  ['gpu.t4.1', 8, 32, 50, 't4:1'],
  ['gpu.any.1', 8, 32, 50, 'any-gpu:1'],
  ['gpu.t4.nvme', 8, 32, 50, 't4:1,nvme:1'],
  ['net.vf.2', 8, 16, 20, 'cx6-vf:2'],
  ['net.vf.4', 16, 32, 20, 'cx6-vf:4'],
  ['net.vf.8', 16, 16, 20, 'cx6-vf:8'],
  ['net.pf.1', 8, 16, 20, 'e810-pf:1'],
  ['net.e810.1', 4, 16, 20, 'e810-vf:1'],
  ['sto.nvme.1', 8, 32, 40, 'nvme:1'],
  ['sto.nvme.4', 16, 64, 40, 'nvme:4'],
  ['acc.qat.4', 8, 16, 20, 'qat-vf:4'],
]

/** A flavor that only those see who were given it, and every admin. */
const PRIVATE_FLAVOR = ['gpu.h100.8.reserved', 208, 1792, 3200, 'h100:8'] as const

export function seedFlavors(random: Random): DemoFlavor[] {
  return [...FLAVORS, PRIVATE_FLAVOR].map(([name, vcpus, memoryGib, diskGib, alias], index) => ({
    id: random.uuid(),
    databaseId: index + 1,
    name,
    vcpus,
    memoryMib: memoryGib * GIB,
    diskGib,
    isPublic: name !== PRIVATE_FLAVOR[0],
    description: alias === null ? null : `Passes through ${alias}`,
    extraSpecs: alias === null ? {} : { 'pci_passthrough:alias': alias },
    aliases: (alias?.split(',') ?? []).map((part) => {
      const [aliasName = '', count = '1'] = part.split(':')
      return { name: aliasName, count: Number(count) }
    }),
  }))
}
