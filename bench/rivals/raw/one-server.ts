import type { Cell } from '../sources/cell.ts'
import type { Nova } from '../sources/nova.ts'
import { readId, type AnswerOne } from './answer-one.ts'
import { writeDevices, writeServer, type WriteHosts } from './hosts.ts'

export function createOneServer(nova: Nova, cell: Cell, writeHosts: WriteHosts): AnswerOne {
  return async (token, variables) => {
    const server = await nova.findServer(token, readId(variables, 'id'))
    if (server === null) return '{"data":{"server":null}}'
    const hostname = server['OS-EXT-SRV-ATTR:hypervisor_hostname']
    const hypervisor = hostname === null ? null : await nova.findHypervisor(token, hostname)
    const hosts = writeHosts(hypervisor === null ? [] : [hypervisor])
    return `{"data":{"server":${writeServer(server, writeDevices(cell, [server]), hosts)}}}`
  }
}
