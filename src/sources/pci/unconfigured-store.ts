import { PciStoreUnconfigured } from '../../errors.ts'
import type { FromCells, PciStore } from './store.ts'

/** A cloud without a PCI source: servers and hypervisors work, and every question about devices says what to configure. */
export function createUnconfiguredStore(): PciStore {
  const unavailable = () =>
    new PciStoreUnconfigured(
      "No PCI source is configured: set PCIGRAPH_SOURCES='cell1=mysql://user:password@host/nova' to the database of each Nova cell",
    )
  const refuse = () => Promise.reject(unavailable())
  const report = (): Promise<FromCells<never>> => Promise.resolve({ items: [], unavailable: [unavailable()] })

  const store: PciStore = {
    cells: [],
    bringing: () => store,
    listDevicesByServer: report,
    listDevicesById: report,
    listDevicesBySlot: report,
    listDevicesByPlace: report,
    listChildDevices: report,
    pageDevices: refuse,
    countDevices: refuse,
    groupDevices: refuse,
    pageDevicesByNode: report,
    countDevicesByNode: report,
    listNodePciStats: report,
    describeCells: () => Promise.resolve([]),
    probe: refuse,
    close: () => Promise.resolve(),
  }
  return store
}
