import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** PEM texts of a server: its certificate and key, and the authority that it trusts its clients by. */
export type ServerTls = { readonly ca: string; readonly cert: string; readonly key: string }

/** An authority of our own, made with openssl for as long as the suite runs. */
export type Authority = AsyncDisposable & {
  /** Path of its certificate. */
  readonly caFile: string
  /** Signs a certificate for a host name, an address or a person, and gives the paths of it and of its key. */
  issue(name: string, options?: { readonly isExpired?: boolean }): Promise<Issued>
  serverTls(issued: Issued): Promise<ServerTls>
}

export type Issued = { readonly certFile: string; readonly keyFile: string }

export async function createAuthority(name: string): Promise<Authority> {
  const directory = await mkdtemp(join(tmpdir(), 'pcigraph-ca-'))
  const at = (file: string) => join(directory, file)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
    '-days',
    '30',
    '-subj',
    `/CN=${name}`,
  )

  return {
    caFile: at('ca.pem'),
    async issue(subject, { isExpired = false } = {}) {
      const file = `${subject}${isExpired ? '-expired' : ''}`
      const issued = { certFile: at(`${file}.pem`), keyFile: at(`${file}.key`) }
      await writeFile(at(`${file}.ext`), `subjectAltName=${isIP(subject) === 0 ? 'DNS' : 'IP'}:${subject}\n`)
      openssl('req', ...newKey, '-keyout', issued.keyFile, '-out', at(`${file}.csr`), '-subj', `/CN=${subject}`)
      openssl(
        ...['x509', '-req', '-in', at(`${file}.csr`), '-out', issued.certFile, '-extfile', at(`${file}.ext`)],
        ...['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', isExpired ? '-1' : '30'],
      )
      return issued
    },
    async serverTls({ certFile, keyFile }) {
      const [ca = '', cert = '', key = ''] = await Promise.all(
        [at('ca.pem'), certFile, keyFile].map((path) => readFile(path, 'utf8')),
      )
      return { ca, cert, key }
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

function openssl(...args: string[]): void {
  const { status, stderr, error } = spawnSync('openssl', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`openssl ${args[0]} failed: ${stderr}`, { cause: error })
}
