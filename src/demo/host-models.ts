import {
  A100,
  BLUEFIELD_VF,
  CONNECTX6_VF,
  E810_PF,
  E810_VF,
  H100,
  L40S,
  NVME,
  QAT_VF,
  T4,
  USB,
  VDPA,
  type DeviceModel,
} from './device-models.ts'

/** A card in a host: one physical function, which may be on offer itself, and the functions that it splits into. */
export type Card = {
  readonly address: string
  readonly numaNode: number | null
  /** Null: the physical function is not on offer, so that Nova has no row of it. */
  readonly physical: DeviceModel | null
  readonly split?: { readonly model: DeviceModel; readonly count: number; readonly interface?: string }
  /** The card tells its serial number (PCI vital product data). */
  readonly hasSerialNumber?: boolean
}

/** What a server may ask of such a host: a flavor, and devices that come with its Neutron ports. */
export type Order = {
  readonly flavor: string
  readonly ports?: { readonly model: DeviceModel; readonly count: number }
}

export type HostModel = {
  /** Host names are this and a number. */
  readonly prefix: string
  readonly zone: string
  readonly vcpus: number
  readonly memoryMib: number
  readonly diskGib: number
  /** The hypervisor calls itself by its full name, nova-compute by the short one. */
  readonly hasFullName: boolean
  /** PCI devices are reported in Placement. */
  readonly inPlacement: boolean
  readonly cards: readonly Card[]
  readonly orders: readonly Order[]
}

export const DOMAIN = 'dc1.example.net'
const TIB = 1024 * 1024

const GPU_BUSES = ['17', '2a', '3a', '5d', '9a', 'ab', 'ba', 'db']
const NVME_BUSES = ['81', '82', '83', '84', 'c8', 'c9', 'ca', 'cb']

function gpus(model: DeviceModel, count: number): Card[] {
  return GPU_BUSES.filter((_, index) => index % (GPU_BUSES.length / count) === 0).map((bus, index) => ({
    address: `0000:${bus}:00.0`,
    numaNode: index < count / 2 ? 0 : 1,
    physical: model,
  }))
}

function nvmes(count: number): Card[] {
  return NVME_BUSES.slice(-count).map((bus, index) => ({
    address: `0000:${bus}:00.0`,
    numaNode: index < count / 2 ? 0 : 1,
    physical: NVME,
  }))
}

const H100_HOST: HostModel = {
  prefix: 'gpu-h',
  zone: 'gpu',
  vcpus: 224,
  memoryMib: 2 * TIB,
  diskGib: 15_360,
  hasFullName: false,
  inPlacement: true,
  cards: gpus(H100, 8),
  orders: [{ flavor: 'gpu.h100.1' }, { flavor: 'gpu.h100.2' }, { flavor: 'gpu.h100.1' }, { flavor: 'cpu.medium' }],
}
const A100_HOST: HostModel = {
  prefix: 'gpu-a',
  zone: 'gpu',
  vcpus: 128,
  memoryMib: TIB,
  diskGib: 7680,
  hasFullName: false,
  inPlacement: true,
  cards: gpus(A100, 4),
  orders: [{ flavor: 'gpu.a100.1' }, { flavor: 'gpu.a100.2' }, { flavor: 'gpu.any.1' }, { flavor: 'cpu.medium' }],
}
const L40S_HOST: HostModel = {
  prefix: 'gpu-l',
  zone: 'render',
  vcpus: 128,
  memoryMib: TIB,
  diskGib: 7680,
  hasFullName: false,
  inPlacement: true,
  cards: gpus(L40S, 8),
  orders: [{ flavor: 'gpu.l40s.1' }, { flavor: 'gpu.l40s.1' }, { flavor: 'gpu.l40s.4' }, { flavor: 'cpu.medium' }],
}
const T4_HOST: HostModel = {
  prefix: 'gpu-t',
  zone: 'gpu',
  vcpus: 64,
  memoryMib: TIB / 4,
  diskGib: 3840,
  hasFullName: false,
  inPlacement: true,
  cards: gpus(T4, 4),
  orders: [{ flavor: 'gpu.t4.1' }, { flavor: 'gpu.any.1' }, { flavor: 'cpu.small' }],
}
const CONNECTX_HOST: HostModel = {
  prefix: 'net-c',
  zone: 'edge',
  vcpus: 96,
  memoryMib: TIB / 2,
  diskGib: 1920,
  hasFullName: true,
  inPlacement: true,
  cards: [
    {
      address: '0000:5e:00.0',
      numaNode: 0,
      physical: null,
      split: { model: CONNECTX6_VF, count: 16, interface: 'ens5f0np0' },
    },
    {
      address: '0000:d8:00.0',
      numaNode: 1,
      physical: null,
      split: { model: CONNECTX6_VF, count: 16, interface: 'ens6f0np0' },
    },
  ],
  orders: [{ flavor: 'net.vf.2' }, { flavor: 'net.vf.4' }, { flavor: 'net.vf.2' }, { flavor: 'cpu.small' }],
}
/** Physical and virtual functions both on offer, so that a taken one makes its relatives unavailable. */
const E810_HOST: HostModel = {
  prefix: 'net-e',
  zone: 'edge',
  vcpus: 64,
  memoryMib: TIB / 4,
  diskGib: 1920,
  hasFullName: true,
  inPlacement: false,
  cards: [
    {
      address: '0000:4b:00.0',
      numaNode: 0,
      physical: E810_PF,
      split: { model: E810_VF, count: 8, interface: 'ens1f0' },
    },
    {
      address: '0000:ca:00.0',
      numaNode: 1,
      physical: E810_PF,
      split: { model: E810_VF, count: 8, interface: 'ens2f0' },
    },
  ],
  orders: [{ flavor: 'net.e810.1' }, { flavor: 'cpu.small' }],
}
const NVME_HOST: HostModel = {
  prefix: 'sto-n',
  zone: 'nova',
  vcpus: 64,
  memoryMib: TIB / 2,
  diskGib: 1920,
  hasFullName: false,
  inPlacement: true,
  cards: nvmes(8),
  orders: [{ flavor: 'sto.nvme.1' }, { flavor: 'sto.nvme.4' }, { flavor: 'cpu.medium' }],
}
const QAT_HOST: HostModel = {
  prefix: 'acc-q',
  zone: 'nova',
  vcpus: 96,
  memoryMib: TIB / 4,
  diskGib: 1920,
  hasFullName: false,
  inPlacement: true,
  cards: ['b1', 'b3', 'b5'].map((bus) => ({
    address: `0000:${bus}:00.0`,
    numaNode: 1,
    physical: null,
    split: { model: QAT_VF, count: 16 },
  })),
  orders: [{ flavor: 'acc.qat.4' }, { flavor: 'acc.qat.4' }, { flavor: 'cpu.small' }],
}
/** A bit of everything, and a controller that is near no NUMA node. */
const MIXED_HOST: HostModel = {
  prefix: 'mix-d',
  zone: 'nova',
  vcpus: 64,
  memoryMib: TIB / 2,
  diskGib: 3840,
  hasFullName: false,
  inPlacement: true,
  cards: [
    { address: '0000:02:00.0', numaNode: null, physical: USB },
    { address: '0000:3b:00.0', numaNode: 0, physical: T4 },
    { address: '0000:af:00.0', numaNode: 1, physical: T4 },
    { address: '0000:b4:00.0', numaNode: 0, physical: null, split: { model: QAT_VF, count: 8 } },
    ...nvmes(2),
  ],
  orders: [{ flavor: 'gpu.t4.nvme' }, { flavor: 'gpu.t4.1' }, { flavor: 'acc.qat.4' }, { flavor: 'cpu.medium' }],
}
const BLUEFIELD_HOST: HostModel = {
  prefix: 'dpu-b',
  zone: 'edge',
  vcpus: 96,
  memoryMib: TIB / 2,
  diskGib: 1920,
  hasFullName: true,
  inPlacement: true,
  cards: ['03', 'c3'].map((bus, numaNode) => ({
    address: `0000:${bus}:00.0`,
    numaNode,
    physical: null,
    hasSerialNumber: true,
    split: { model: BLUEFIELD_VF, count: 16, interface: `enp${3 + numaNode * 192}s0f0np0` },
  })),
  orders: [
    { flavor: 'cpu.medium', ports: { model: BLUEFIELD_VF, count: 2 } },
    { flavor: 'cpu.large', ports: { model: BLUEFIELD_VF, count: 1 } },
    { flavor: 'cpu.small' },
  ],
}
const VDPA_HOST: HostModel = {
  prefix: 'net-v',
  zone: 'edge',
  vcpus: 64,
  memoryMib: TIB / 4,
  diskGib: 1920,
  hasFullName: true,
  inPlacement: true,
  cards: [
    {
      address: '0000:06:00.0',
      numaNode: 0,
      physical: null,
      split: { model: VDPA, count: 8, interface: 'enp6s0f0np0' },
    },
  ],
  orders: [{ flavor: 'cpu.medium', ports: { model: VDPA, count: 1 } }, { flavor: 'cpu.small' }],
}
const CPU_HOST: HostModel = {
  prefix: 'cpu-',
  zone: 'nova',
  vcpus: 128,
  memoryMib: TIB / 2,
  diskGib: 3840,
  hasFullName: true,
  inPlacement: true,
  cards: [],
  orders: [{ flavor: 'cpu.small' }, { flavor: 'cpu.medium' }, { flavor: 'cpu.large' }],
}

/** What the default cloud is made of; a larger one repeats it. Its first hosts have the most to tell. */
export const RACKS: readonly HostModel[] = [
  ...[H100_HOST, A100_HOST, A100_HOST, CONNECTX_HOST, CONNECTX_HOST, MIXED_HOST, T4_HOST, E810_HOST],
  ...[L40S_HOST, NVME_HOST, QAT_HOST, BLUEFIELD_HOST, VDPA_HOST, CPU_HOST, H100_HOST, T4_HOST],
  ...[H100_HOST, CONNECTX_HOST, CONNECTX_HOST, L40S_HOST, NVME_HOST, QAT_HOST, BLUEFIELD_HOST, CPU_HOST],
  ...[H100_HOST, A100_HOST, A100_HOST, CONNECTX_HOST, CONNECTX_HOST, L40S_HOST, T4_HOST, CPU_HOST],
  ...[H100_HOST, H100_HOST, CONNECTX_HOST, CONNECTX_HOST, NVME_HOST, NVME_HOST, CPU_HOST, CPU_HOST],
]

/** More of these are plugged in where more devices are wished for than the racks hold: by bus, beyond PCI domain 0. */
export function extraCard(index: number): Card {
  const domain = 1 + Math.floor(index / 128)
  const bus = 16 + (index % 128)
  const hex = `${domain.toString(16).padStart(4, '0')}:${bus.toString(16).padStart(2, '0')}`
  return {
    address: `${hex}:00.0`,
    numaNode: index % 2,
    physical: null,
    split: { model: CONNECTX6_VF, count: 8, interface: `enP${domain}s${bus}f0np0` },
  }
}
