import type { Cell } from '../sources/cell.ts'
import { deviceStatus } from '../sources/device-status.ts'
import type { Nova } from '../sources/nova.ts'
import { readId, readPageSize, type AnswerOne } from './answer-one.ts'

/**
 * Nova has no get-by-many-ids. Of some hundred servers, single GETs side by side cost less than reading the whole cloud, whose every
 * page is a thousand servers long.
 */
export function createReverse(
  nova: Nova,
  cell: Cell,
  listProjectNames: (token: string) => Promise<ReadonlyMap<string, string>>,
): AnswerOne {
  return async (token, variables) => {
    const devices = cell.devicesOfModel(
      readId(variables, 'vendorId'),
      readId(variables, 'productId'),
      readPageSize(variables),
    )
    const ids = new Set(devices.flatMap(({ serverId }) => serverId ?? []))
    const [servers, names] = await Promise.all([
      Promise.all(Array.from(ids, (id) => nova.findServer(token, id))),
      listProjectNames(token),
    ])
    const texts = new Map<string | null, string>()
    for (const server of servers) {
      if (server === null) continue
      const { id, name, tenant_id: projectId } = server
      const project = `{"id":${JSON.stringify(projectId)},"name":${JSON.stringify(names.get(projectId) ?? null)}}`
      texts.set(id, `{"id":${JSON.stringify(id)},"name":${JSON.stringify(name)},"project":${project}}`)
    }
    let nodes = ''
    for (const { address, status, hypervisorHostname, serverId } of devices) {
      nodes += `,{"address":${JSON.stringify(address)},"status":"${deviceStatus(status)}","hypervisorHostname":${JSON.stringify(hypervisorHostname)},"server":${texts.get(serverId) ?? 'null'}}`
    }
    return `{"data":{"pciDevices":{"nodes":[${nodes.slice(1)}]}}}`
  }
}
