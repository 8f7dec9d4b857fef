import { z } from 'zod'
import { BadUserInput } from '../errors.ts'
import type { Hypervisor } from '../model/hypervisor.ts'
import { PCI_DEVICE_ORDER_FIELDS, type PciDeviceFilter, type PciDeviceOrder } from '../model/pci-device-filter.ts'
import type { PciDevice } from '../model/pci-device.ts'
import type { DevicePage, DevicePageQuery, DevicePosition } from '../sources/pci/store.ts'
import type { GraphContext } from './builder.ts'
import { checkPageSize, type Connection } from './connection.ts'
import { decodeCursor, encodeCursor, type ListArguments } from './cursor.ts'
import { noNulls } from './no-nulls.ts'
import { needForFilter, needForOrder } from './pci-device-arguments.ts'

export type PciDevicePageArgs = {
  readonly first: number
  readonly after?: string | null | undefined
  readonly filter?: PciDeviceFilter | null | undefined
  readonly orderBy?: PciDeviceOrder | null | undefined
}

export async function pageOfDevices(args: PciDevicePageArgs, context: GraphContext): Promise<Connection<PciDevice>> {
  const { list, query } = readArguments(args, {}, context)
  return connectionOf(await context.loaders.pageDevices(query), list, query, () =>
    context.loaders.countDevices(query.filter),
  )
}

export async function pageOfHypervisorDevices(
  hypervisor: Hypervisor,
  args: PciDevicePageArgs,
  context: GraphContext,
): Promise<Connection<PciDevice>> {
  const { list, query } = readArguments(args, { hypervisorId: hypervisor.id }, context)
  const page = await context.loaders.devicesByHypervisor.get({ hypervisorId: hypervisor.id, page: query })
  return connectionOf(page, list, query, () =>
    context.loaders.deviceCountByHypervisor.get({ hypervisorId: hypervisor.id, filter: query.filter }),
  )
}

/** @param of what else tells this list from others, so that their cursors are not taken for its own. */
function readArguments({ first, after, filter, orderBy }: PciDevicePageArgs, of: ListArguments, context: GraphContext) {
  const { cloud } = context
  needForFilter(filter, context)
  needForOrder(orderBy?.field, context)
  const list = { ...of, filter: noNulls(filter ?? {}, 'filter'), orderBy: orderBy ?? null }
  const query: DevicePageQuery = {
    filter: filter ?? {},
    orderBy: orderBy ?? null,
    first: checkPageSize(first, cloud.maxPageSize),
    after: readPosition(list, after, cloud.cells),
  }
  return { list, query }
}

function connectionOf(
  page: DevicePage,
  list: ListArguments,
  query: DevicePageQuery,
  totalCount: Connection<PciDevice>['totalCount'],
): Connection<PciDevice> {
  return {
    edges: page.devices.map(({ device, position }) => ({
      node: device,
      cursor: () => encodeCursor(list, [position.cell, position.databaseId, position.values]),
    })),
    hasPreviousPage: query.after !== null,
    hasNextPage: () => page.hasNextPage,
    totalCount,
  }
}

const Position = z.tuple([
  z.string(),
  z.int(),
  z.array(z.union([z.string(), z.number(), z.null()])).max(PCI_DEVICE_ORDER_FIELDS.length),
])

function readPosition(
  list: ListArguments,
  after: string | null | undefined,
  cells: readonly { readonly name: string }[],
): DevicePosition | null {
  if (after === null || after === undefined) return null
  const { data } = Position.safeParse(decodeCursor(list, after))
  if (data === undefined || !cells.some(({ name }) => name === data[0])) {
    throw new BadUserInput(
      'after is a cursor that this gateway did not make, or of a cell that it no longer reads: start again without it.',
      { argument: 'after' },
    )
  }
  const [cell, databaseId, values] = data
  return { cell, databaseId, values }
}
