import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway } from '../http/gateway.ts'
import { createAuthority, type Authority, type Issued } from '../support/databases/authority.ts'
import { NASTY_CELL } from '../support/databases/cells.ts'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import { demandCertificateMariadb, mariadbUrl, seedMariadb, startMariadb } from '../support/databases/mariadb.ts'
import {
  demandCertificatePostgresql,
  postgresqlUrl,
  seedPostgresql,
  startPostgresql,
} from '../support/databases/postgresql.ts'

/** For which the servers have a certificate; they listen on 127.0.0.1 as well. */
const HOST = 'localhost'

const KINDS = [
  {
    name: 'MariaDB',
    start: startMariadb,
    seed: seedMariadb,
    demandCertificate: demandCertificateMariadb,
    url: (server: DatabaseServer) => mariadbUrl(server, 'nasty'),
    inTheClear: 'ssl_disabled=true',
    unconfigured: 'ssl_disabled=false',
    trusting: (ca: string) => `ssl_ca=${ca}`,
    authorityAlone: (ca: string) => `ssl_ca=${ca}&ssl_verify_identity=false`,
    showing: ({ certFile, keyFile }: Issued) => `ssl_cert=${certFile}&ssl_key=${keyFile}`,
  },
  {
    name: 'PostgreSQL',
    start: startPostgresql,
    seed: seedPostgresql,
    demandCertificate: demandCertificatePostgresql,
    url: (server: DatabaseServer) => `${postgresqlUrl(server, 'nasty')}?`,
    inTheClear: 'sslmode=disable',
    unconfigured: 'sslmode=verify-full',
    trusting: (ca: string) => `sslmode=verify-full&sslrootcert=${ca}`,
    authorityAlone: (ca: string) => `sslmode=verify-ca&sslrootcert=${ca}`,
    showing: ({ certFile, keyFile }: Issued) => `sslcert=${certFile}&sslkey=${keyFile}`,
  },
]

describe.each(KINDS)('$name that lets nobody in without TLS', (kind) => {
  let authority: Authority
  let stranger: Authority
  let server: DatabaseServer
  beforeAll(async () => {
    authority = await createAuthority('Authority of the cloud')
    stranger = await createAuthority('Authority of others')
    server = await kind.start(await authority.serverTls(await authority.issue(HOST)))
    await kind.seed(server, [NASTY_CELL])
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await authority[Symbol.asyncDispose]()
    await stranger[Symbol.asyncDispose]()
  })

  /** How many devices a client of a gateway sees, or why none. */
  async function ask(parameters: string, host = HOST): Promise<unknown> {
    const url = `${kind.url(server).replace('127.0.0.1', host)}&${parameters}`.replace('?&', '?')
    await using gateway = await startGateway({ cellConfigs: [{ name: 'nasty', uuid: null, url }] })
    const { data, errors } = await gateway.ask('{ pciDevices { totalCount } }')
    for (const { text } of gateway.logged) expect(text).not.toContain('PRIVATE KEY')
    expect(JSON.stringify(errors)).not.toMatch(/\.pem|\.key|p@ss/)
    return errors[0]?.message ?? data
  }
  const whole = { pciDevices: { totalCount: NASTY_CELL.rows.pci_devices.length - 2 } }

  it('is read where the URL names its authority', async () => {
    expect(await ask(kind.trusting(authority.caFile))).toEqual(whole)
  })

  it('is refused where the URL names no authority, or that of others: the error says what to write', async () => {
    const advice = /no trusted TLS connection to its database; name the authority in the URL \(ssl_ca, sslrootcert\)/
    expect(await ask(kind.unconfigured)).toMatch(advice)
    expect(await ask(kind.trusting(stranger.caFile))).toMatch(advice)
  })

  it('is refused under a name that its certificate is not for, unless the authority is all that counts', async () => {
    expect(await ask(kind.trusting(authority.caFile), '127.0.0.1')).toMatch(
      /certificate of its database is for another host/,
    )
    expect(await ask(kind.authorityAlone(authority.caFile), '127.0.0.1')).toEqual(whole)
  })

  it('lets nobody in who speaks in the clear, and the error says so', async () => {
    expect(await ask(kind.inTheClear)).toMatch(/its database knows no such user .* it demands TLS/)
  })

  it('is not asked where the authority cannot be read, or is none', async () => {
    expect(await ask(kind.trusting(`${authority.caFile}.away`))).toMatch(
      /a file that its URL names for TLS .* cannot be read/,
    )
    const { keyFile } = await authority.issue('nobody')
    expect(await ask(kind.trusting(keyFile))).toMatch(/no trusted TLS connection/)
  })

  it("is read with a client's certificate where it demands one, and not without", async () => {
    await kind.demandCertificate(server)
    const trusting = kind.trusting(authority.caFile)
    expect(await ask(trusting)).toMatch(/cannot be read: its database knows no such user .* a client certificate$/)
    expect(await ask(`${trusting}&${kind.showing(await authority.issue('reader'))}`)).toEqual(whole)
    expect(await ask(`${trusting}&${kind.showing(await stranger.issue('reader'))}`)).toMatch(/cannot be read/)
  })
})

describe.each(KINDS)('the certificate of $name', (kind) => {
  /** Asks a server that shows a certificate for this name or address, under another or the same. */
  async function ask({ issuedFor = HOST, isExpired = false, host = HOST }) {
    await using authority = await createAuthority('Authority of the cloud')
    await using server = await kind.start(await authority.serverTls(await authority.issue(issuedFor, { isExpired })))
    await kind.seed(server, [NASTY_CELL])
    const trusting = `${kind.url(server).replace('127.0.0.1', host)}&${kind.trusting(authority.caFile)}`
    const url = trusting.replace('?&', '?')
    await using gateway = await startGateway({ cellConfigs: [{ name: 'nasty', uuid: null, url }] })
    const { errors } = await gateway.ask('{ pciDevices { totalCount } }')
    return errors[0]?.message ?? 'whole'
  }

  it('may be for an address', async () => {
    expect(await ask({ issuedFor: '127.0.0.1', host: '127.0.0.1' })).toBe('whole')
  })

  it('is refused when it is over, and the error says why', async () => {
    expect(await ask({ isExpired: true })).toMatch(/the certificate of its database has expired/)
  })
})
