import { isUuid } from '../model/uuid.ts'
import { FindDevicesDocument, type PciDeviceFilter } from './documents.generated.ts'
import { CommandFailure } from './failure.ts'
import { listed } from './find-server.ts'
import type { Session } from './session.ts'

/**
 * The id of the device that an argument means: its UUID, Nova's integer id, `host/address`, or an address that is on one host only.
 * @throws CommandFailure 4 where there is none, 2 naming the candidates where there are several or the argument is none of these.
 */
export async function findDeviceId({ ask }: Session, given: string): Promise<string> {
  if (isUuid(given)) return given.toLowerCase()
  const filter = filterOf(given)
  if (filter === null) {
    throw new CommandFailure(
      2,
      `${given} names no device: give its UUID, Nova's integer id, or host/address such as gpu-01/0000:3b:00.0.`,
    )
  }
  const found = await ask(FindDevicesDocument, { filter }, (data) => data.pciDevices)
  const nodes = found?.nodes ?? []
  const [first] = nodes
  if (first === undefined) {
    throw new CommandFailure(4, `No PCI device is ${given}. pcigraph pci-list shows them.`)
  }
  if (nodes.length === 1) return first.id
  const candidates = nodes.map(
    ({ id, slot, address, cell }) =>
      `${id} (${slot?.host ?? 'no host'}/${address ?? '?'} in ${cell?.name ?? 'a cell'})`,
  )
  throw new CommandFailure(2, `Several devices are ${given}, name one by its UUID: ${listed(candidates)}.`)
}

function filterOf(given: string): PciDeviceFilter | null {
  if (/^\d{1,9}$/.test(given)) return { databaseId: { eq: Number(given) } }
  const at = given.lastIndexOf('/')
  const [host, address] = [given.slice(0, Math.max(at, 0)), given.slice(at + 1).toLowerCase()]
  if (!/^[\da-f]{4}:[\da-f]{2}:[\da-f]{2}\.[\da-f]$/.test(address)) return null
  const onHost = { or: [{ host: { eq: host } }, { hypervisorHostname: { eq: host } }] }
  return { address: { eq: address }, ...(host !== '' && onHost) }
}
