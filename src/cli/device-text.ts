import type { ServersDeviceFragment } from './documents.generated.ts'

/** `10de:2330`, as lspci writes it; null where neither is known. */
export function productText({
  vendorId,
  productId,
}: {
  vendorId: string | null
  productId: string | null
}): string | null {
  return vendorId === null && productId === null ? null : `${vendorId ?? '????'}:${productId ?? '????'}`
}

/** A device in one line of the server that owns it: `gpu-h02/0000:17:00.0 10de:2330 allocated`. */
export function deviceLine(device: ServersDeviceFragment): string {
  const place = device.address === null ? device.id : `${device.slot?.host ?? '?'}/${device.address}`
  return [place, productText(device), device.statusText].filter((part) => part !== null).join(' ')
}

/** The same for machines, under the names of the os-pci API. */
export function deviceRecord(device: ServersDeviceFragment): Record<string, unknown> {
  return {
    uuid: device.id,
    id: device.databaseId,
    host: device.slot?.host ?? null,
    address: device.address,
    vendor_id: device.vendorId,
    product_id: device.productId,
    product_name: device.product?.name ?? null,
    dev_type: device.typeText,
    status: device.statusText,
    numa_node: device.numaNode,
  }
}
