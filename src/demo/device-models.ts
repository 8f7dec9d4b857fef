/** A kind of PCI device, and what Nova's configuration says of it. */
export type DeviceModel = {
  readonly vendorId: string
  readonly productId: string
  readonly type: 'type-PCI' | 'type-PF' | 'type-VF' | 'vdpa'
  /** From `device_spec`; without one Placement gets CUSTOM_PCI_<VENDOR>_<PRODUCT>. */
  readonly resourceClass?: string
  readonly traits?: string
  /** Asked for by Neutron ports, never by an alias; such a device is not in Placement. */
  readonly physicalNetwork?: string
  /** Run by the card's own system (a DPU). */
  readonly remoteManaged?: boolean
}

export const H100: DeviceModel = {
  vendorId: '10de',
  productId: '2330',
  type: 'type-PF',
  traits: 'CUSTOM_GPU_H100,CUSTOM_NVLINK',
}
export const A100: DeviceModel = {
  vendorId: '10de',
  productId: '20b5',
  type: 'type-PF',
  resourceClass: 'CUSTOM_GPU_A100',
}
export const L40S: DeviceModel = { vendorId: '10de', productId: '26b9', type: 'type-PF' }
export const T4: DeviceModel = { vendorId: '10de', productId: '1eb8', type: 'type-PF' }
export const CONNECTX6_VF: DeviceModel = { vendorId: '15b3', productId: '101e', type: 'type-VF' }
export const E810_PF: DeviceModel = { vendorId: '8086', productId: '1592', type: 'type-PF' }
export const E810_VF: DeviceModel = { vendorId: '8086', productId: '1889', type: 'type-VF' }
export const QAT_VF: DeviceModel = { vendorId: '8086', productId: '37c9', type: 'type-VF' }
export const NVME: DeviceModel = { vendorId: '144d', productId: 'a80a', type: 'type-PCI' }
export const USB: DeviceModel = { vendorId: '1912', productId: '0014', type: 'type-PCI' }
export const BLUEFIELD_VF: DeviceModel = {
  vendorId: '15b3',
  productId: '101e',
  type: 'type-VF',
  physicalNetwork: 'tenant-fabric',
  remoteManaged: true,
}
export const VDPA: DeviceModel = { vendorId: '15b3', productId: '101e', type: 'vdpa', physicalNetwork: 'tenant-fabric' }

/** `[pci] alias` of nova.conf. One name may stand for several products: Nova takes any of them. */
export const ALIASES: Readonly<Record<string, readonly DeviceModel[]>> = {
  h100: [H100],
  a100: [A100],
  l40s: [L40S],
  t4: [T4],
  'any-gpu': [A100, T4],
  'cx6-vf': [CONNECTX6_VF],
  'e810-pf': [E810_PF],
  'e810-vf': [E810_VF],
  'qat-vf': [QAT_VF],
  nvme: [NVME],
  usb: [USB],
}
