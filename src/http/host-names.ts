import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/**
 * Whether a browser meant this gateway. A page of the web can have its own name resolved to the address of this machine (DNS
 * rebinding), and is then on the same origin as the gateway for all that a browser knows; only the Host header tells.
 */
export type HostNames = {
  /** A name of the machine itself, or a configured one. */
  isLocal(request: Pick<IncomingMessage, 'headers'>): boolean
  /** These, and every address: nobody can have one resolved to another. */
  isOwn(request: Pick<IncomingMessage, 'headers'>): boolean
}

/** @param configured lower case, without a port */
export function createHostNames(configured: readonly string[]): HostNames {
  const names = new Set(configured)
  const isLocalName = (name: string) => names.has(name) || isLoopback(name)
  return {
    isLocal: ({ headers }) => isLocalName(nameOf(headers.host)),
    isOwn: ({ headers }) => {
      const name = nameOf(headers.host)
      return isLocalName(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0
    },
  }
}

/** As URL writes it: lower case, addresses in one form. Empty where it is no host. */
function nameOf(host: string | undefined): string {
  if (host === undefined || /[@/\\?#]/.test(host)) return ''
  return URL.parse(`http://${host}`)?.hostname.replace(/\.$/, '') ?? ''
}

function isLoopback(name: string): boolean {
  return name === '[::1]' || /^127(\.\d+){3}$/.test(name) || /^(.+\.)?localhost$/.test(name)
}
