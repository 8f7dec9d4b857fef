import { isIP } from 'node:net'
import type { Settings } from './settings.ts'

/** The names by which browsers find this gateway, of PCIGRAPH_HOSTS or else of `hosts:` in pcigraph.yaml, and the one that it listens on. */
export function readHosts(
  settings: Settings,
  ofFile: readonly string[],
  listenOn: string,
  faults: string[],
): readonly string[] {
  const named = settings.text('PCIGRAPH_HOSTS')
  const source = named === null ? 'hosts' : 'PCIGRAPH_HOSTS'
  const hosts = named === null ? ofFile : named.split(/[\s,]+/).filter((host) => host !== '')
  for (const host of hosts) {
    // What URL makes of it is what requests are compared with.
    if (URL.parse(`http://${host}`)?.hostname !== host.toLowerCase()) {
      faults.push(
        `${source}: ${host} is no name of a host: write it as in gateway.example.org, without a port or a path`,
      )
    }
  }
  const own = isIP(listenOn) === 0 ? [listenOn] : []
  return [...new Set([...hosts, ...own].map((host) => host.toLowerCase()))]
}
