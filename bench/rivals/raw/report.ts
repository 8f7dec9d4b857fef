import type { Cell } from '../sources/cell.ts'
import { MOST_PER_PAGE, type Nova, type NovaPage } from '../sources/nova.ts'
import type { AnswerOne } from './answer-one.ts'
import { writeDevices, writeServer, type WriteHosts } from './hosts.ts'

/** A line for each server, page after page of Nova's: the next is fetched while this one is written. */
export function createReport(nova: Nova, cell: Cell, writeHosts: WriteHosts): AnswerOne {
  return async function* (token) {
    const [first, hypervisors] = await Promise.all([
      nova.listServers(token, MOST_PER_PAGE),
      nova.listHypervisors(token),
    ])
    const hosts = writeHosts(hypervisors)
    let count = 0
    let page: NovaPage | null = first
    while (page !== null) {
      const { servers, next }: NovaPage = page
      const following: Promise<NovaPage> | null = next === null ? null : nova.listServers(token, MOST_PER_PAGE, next)
      // Asked for below, after the lines of this page.
      following?.catch(() => undefined)
      const devices = writeDevices(cell, servers)
      let lines = ''
      for (const server of servers) lines += `${writeServer(server, devices, hosts)}\n`
      count += servers.length
      yield lines
      page = await following
    }
    yield `{"@complete":true,"count":${count}}\n`
  }
}
