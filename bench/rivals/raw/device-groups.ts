import type { Cell } from '../sources/cell.ts'
import { deviceStatus } from '../sources/device-status.ts'
import { readPageSize, type AnswerOne } from './answer-one.ts'

export function createDeviceGroups(cell: Cell): AnswerOne {
  return (_token, variables) => {
    let nodes = ''
    for (const { vendorId, productId, status, count } of cell.groups().slice(0, readPageSize(variables))) {
      nodes += `,{"vendorId":${JSON.stringify(vendorId)},"productId":${JSON.stringify(productId)},"status":"${deviceStatus(status)}","count":${count}}`
    }
    return Promise.resolve(`{"data":{"pciDeviceGroups":{"nodes":[${nodes.slice(1)}]}}}`)
  }
}
