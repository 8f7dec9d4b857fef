import type { Cell, DeviceRow, GroupRow } from '../sources/cell.ts'
import { listPools } from '../sources/pools.ts'

export type Pool = { readonly vendorId: string; readonly productId: string; readonly free: number }

/** What the resolvers ask of the cell's database. */
export type Store = {
  listDevicesByServer(
    serverIds: readonly string[],
  ): Promise<readonly Pick<DeviceRow, 'serverId' | 'address' | 'productId'>[]>
  listPools(hypervisorIds: readonly string[]): Promise<ReadonlyMap<string, readonly Pool[]>>
  listDevicesOfModel(vendorId: string, productId: string, first: number): Promise<readonly DeviceRow[]>
  groupDevices(): Promise<readonly GroupRow[]>
}

/** By the very statements of raw, for who wants to know what an engine alone costs. */
export function createLeanStore(cell: Cell): Store {
  return {
    listDevicesByServer: (serverIds) => Promise.resolve(cell.devicesOfServers(JSON.stringify(serverIds))),
    listPools: (hypervisorIds) =>
      Promise.resolve(
        listPools<Pool[]>(
          cell,
          JSON.stringify(hypervisorIds),
          () => [],
          (kept, vendorId, productId, free) => {
            kept.push({ vendorId, productId, free })
            return kept
          },
        ),
      ),
    listDevicesOfModel: (vendorId, productId, first) =>
      Promise.resolve(cell.devicesOfModel(vendorId, productId, first)),
    groupDevices: () => Promise.resolve(cell.groups()),
  }
}
