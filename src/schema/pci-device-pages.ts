import { z } from 'zod'
import { BadUserInput } from '../errors.ts'
import type { Hypervisor } from '../model/hypervisor.ts'
import { PCI_DEVICE_ORDER_FIELDS, type PciDeviceFilter, type PciDeviceOrder } from '../model/pci-device-filter.ts'
import type { PciDevice } from '../model/pci-device.ts'
import type { DevicePage, DevicePageQuery, DevicePosition } from '../sources/pci/store.ts'
import type { GraphContext } from './builder.ts'
import { checkPageSize, type Connection } from './connection.ts'
import { decodeCursor, encodeCursor, forProject, type ListArguments } from './cursor.ts'
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
  return connectionOf(await context.loaders.pageDevices(query), { list, query, context }, () =>
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
  return connectionOf(page, { list, query, context }, () =>
    context.loaders.deviceCountByHypervisor.get({ hypervisorId: hypervisor.id, filter: query.filter }),
  )
}

/** @param of what else tells this list from others, so that their cursors are not taken for its own. */
function readArguments({ first, after, filter, orderBy }: PciDevicePageArgs, of: ListArguments, context: GraphContext) {
  const list = { ...of, filter: noNulls(filter ?? {}, 'filter'), orderBy: orderBy ?? null, ...forProject(context) }
  needForFilter(filter, context)
  needForOrder(orderBy?.field, context)
  const query: DevicePageQuery = {
    filter: filter ?? {},
    orderBy: orderBy ?? null,
    first: checkPageSize(first, context.cloud.maxPageSize),
    after: readPosition(list, after, context),
  }
  return { list, query }
}

function connectionOf(
  page: DevicePage,
  of: { readonly list: ListArguments; readonly query: DevicePageQuery; readonly context: GraphContext },
  totalCount: Connection<PciDevice>['totalCount'],
): Connection<PciDevice> {
  const { list, query, context } = of
  return {
    nodes: page.devices.map(({ device }) => device),
    cursorAt(place) {
      const position = page.devices[place]?.position
      return encodeCursor(list, position && [signOf(position.cell, context), position.databaseId, position.values])
    },
    hasPreviousPage: query.after !== null,
    hasNextPage: () => page.hasNextPage,
    totalCount,
  }
}

/** What a cursor has for the cell: its name, or to who may not know that, which one of the configured ones it is. */
function signOf(cell: string, { access, cloud }: GraphContext): string | number {
  if (access.may('pcigraph:device:host_details')) return cell
  return cloud.cells.findIndex(({ name }) => name === cell)
}

const Position = z.tuple([
  z.union([z.string(), z.int().nonnegative()]),
  z.int(),
  z.array(z.union([z.string(), z.number(), z.null()])).max(PCI_DEVICE_ORDER_FIELDS.length),
])

function readPosition(
  list: ListArguments,
  after: string | null | undefined,
  context: GraphContext,
): DevicePosition | null {
  if (after === null || after === undefined) return null
  const { data } = Position.safeParse(decodeCursor(list, after))
  const position = data && positionBySign(data, context)
  if (position) return position
  throw new BadUserInput(
    'after is a cursor that this gateway did not make, or of a cell that it no longer reads: start again without it.',
    { argument: 'after' },
  )
}

/**
 * Null: no such cell. Who may not know cells could make cursors of his own to find out how they are called and how many there are:
 * names are no signs to him, and a number beyond the last cell is the end of the list.
 */
function positionBySign(
  [sign, databaseId, values]: z.infer<typeof Position>,
  { access, cloud: { cells } }: GraphContext,
): DevicePosition | null {
  if (access.may('pcigraph:device:host_details')) {
    const cell = cells.find(({ name }) => name === sign)
    return cell ? { cell: cell.name, databaseId, values } : null
  }
  const last = cells.at(-1)
  if (typeof sign === 'string' || last === undefined) return null
  const cell = cells[sign]
  return cell ? { cell: cell.name, databaseId, values } : { cell: last.name, databaseId: LAST_ROW, values }
}

/** Row ids have 32 bits. */
const LAST_ROW = 0x7fffffff
