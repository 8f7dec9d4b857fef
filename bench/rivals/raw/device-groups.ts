import type { Cell, GroupRow } from '../sources/cell.ts'
import { deviceStatus } from '../sources/device-status.ts'
import { readPageSize, type AnswerOne } from './answer-one.ts'
import { createKept } from './kept.ts'

export function createDeviceGroups(cell: Cell): AnswerOne {
  const keptGroups = createKept<readonly GroupRow[]>(cell)
  return (_token, variables) => {
    const kept = keptGroups()
    const groups = kept.get('') ?? cell.groups()
    kept.set('', groups)
    let nodes = ''
    for (const { vendorId, productId, status, count } of groups.slice(0, readPageSize(variables))) {
      nodes += `,{"vendorId":${JSON.stringify(vendorId)},"productId":${JSON.stringify(productId)},"status":"${deviceStatus(status)}","count":${count}}`
    }
    return Promise.resolve(`{"data":{"pciDeviceGroups":{"nodes":[${nodes.slice(1)}]}}}`)
  }
}
