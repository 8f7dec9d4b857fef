import type { DeviceDetailItemFragment, DeviceIndexItemFragment } from './documents.generated.ts'

/** A device in `GET os-pci`: the six keys that the API once had. */
export function deviceIndexItem(device: DeviceIndexItemFragment) {
  return {
    address: device.address,
    compute_node_id: device.hypervisorDatabaseId,
    id: device.databaseId,
    product_id: device.productId,
    status: device.statusText,
    vendor_id: device.vendorId,
  }
}

/** A device in `GET os-pci/detail` and `GET os-pci/{id}`. */
export function deviceDetailItem(device: DeviceDetailItemFragment) {
  return {
    ...deviceIndexItem(device),
    created_at: novaTime(device.createdAt),
    // The store has live rows only.
    deleted: false,
    deleted_at: null,
    dev_id: device.hypervisorDeviceName,
    dev_type: device.typeText,
    extra_info: extraInfo(device),
    hypervisor_hostname: device.hypervisorHostname,
    instance_uuid: device.serverId,
    label: device.label,
    numa_node: device.numaNode,
    parent_addr: device.parentAddress,
    request_id: device.requestId,
    // What the merged code called instance_uuid.
    server_uuid: device.serverId,
    updated_at: novaTime(device.updatedAt),
    uuid: device.id,
  }
}

/** Since Mitaka the physical function stands in `parent_addr`; clients of the API look for it in extra_info. */
function extraInfo({ extraInfo, parentAddress }: DeviceDetailItemFragment): object {
  const info = typeof extraInfo === 'object' && extraInfo !== null ? extraInfo : {}
  return parentAddress === null ? info : { phys_function: parentAddress, ...info }
}

/** As Nova writes a naive UTC time: `2026-11-22T15:34:57.000000`. */
export function novaTime(time: string | null): string | null {
  return time === null ? null : `${new Date(time).toISOString().slice(0, -1)}000`
}
