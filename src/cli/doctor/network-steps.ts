import { lookup } from 'node:dns/promises'
import { connect as connectTcp, isIP } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { CloudConfig } from '../../sources/keystone/cloud-config.ts'
import { failed, ok, warning, type Finding, type Step } from './step.ts'

const TIMEOUT_MS = 5000
const SOON_DAYS = 14

/** Whether an address can be reached at all, before anything is asked of it. */
export function networkSteps(url: URL, tls: CloudConfig['tls'], what: string): Step[] {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  const isTls = url.protocol === 'https:'
  const connection = isTls ? 'tls' : 'tcp'
  return [
    { name: 'dns', look: () => resolve(host, what), advice: `Check the host name in the address of ${what}.` },
    {
      name: connection,
      needs: ['dns'],
      look: () => (isTls ? reachTls(host, port, tls) : reachTcp(host, port)),
      advice: `Check the address of ${what}, and whether a firewall stands between.`,
    },
  ]
}

async function resolve(host: string, what: string): Promise<Finding> {
  if (isIP(host) !== 0) return ok(`${host} is an address`)
  try {
    const addresses = await lookup(host, { all: true })
    return ok(`${host} is ${addresses.map(({ address }) => address).join(', ')}`)
  } catch (error) {
    return failed(
      5,
      `${host} does not resolve (${codeOf(error)})`,
      `Check the host name in the address of ${what}, and this machine's name servers.`,
    )
  }
}

async function reachTcp(host: string, port: number): Promise<Finding> {
  const socket = connectTcp({ host, port, timeout: TIMEOUT_MS })
  try {
    await connected(socket, 'connect')
    return ok(`${host} port ${port} takes connections; they are not encrypted`)
  } catch (error) {
    return unreachable(host, port, error)
  } finally {
    socket.destroy()
  }
}

async function reachTls(host: string, port: number, { ca, cert, key, verify }: CloudConfig['tls']): Promise<Finding> {
  const socket = connectTls({
    host,
    port,
    timeout: TIMEOUT_MS,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    rejectUnauthorized: verify !== false,
  })
  try {
    await connected(socket, 'secureConnect')
    return describeCertificate(socket, verify !== false)
  } catch (error) {
    if (/ECONNRESET|EPROTO|ERR_SSL_WRONG_VERSION/.test(codeOf(error))) {
      return failed(
        5,
        `${host} port ${port} does not speak TLS (${codeOf(error)})`,
        'Write http:// where it is meant to be in the clear, and else check what stands in front of it.',
      )
    }
    if (!/CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL/.test(codeOf(error))) return unreachable(host, port, error)
    return failed(
      5,
      `the TLS connection to ${host} port ${port} is not trusted (${codeOf(error)})`,
      'Name the authority that signed the certificate in OS_CACERT (clouds.yaml: cacert); check that the certificate is for this host name and has not expired.',
    )
  } finally {
    socket.destroy()
  }
}

function describeCertificate(socket: TLSSocket, isVerified: boolean): Finding {
  const end = new Date(socket.getPeerCertificate().valid_to)
  const days = Math.floor((end.getTime() - Date.now()) / 86_400_000)
  const said = `${socket.getProtocol() ?? 'TLS'}, certificate good for ${days} days`
  if (!isVerified)
    return warning(`${said}, and not checked`, 'Certificates are not checked: unset OS_INSECURE (clouds.yaml: verify).')
  return days < SOON_DAYS ? warning(said, 'Renew the certificate.') : ok(said)
}

function connected(socket: ReturnType<typeof connectTcp>, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve)
    socket.once('error', reject)
    socket.once('timeout', () => reject(Object.assign(new Error('Nothing answers'), { code: 'ETIMEDOUT' })))
  })
}

function unreachable(host: string, port: number, error: unknown): Finding {
  const code = codeOf(error)
  const said = `${host} port ${port} ${code === 'ECONNREFUSED' ? 'refuses connections' : `cannot be reached (${code})`}`
  return failed(5, said, 'Check that it runs there, that the port is right, and that no firewall stands between.')
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}
