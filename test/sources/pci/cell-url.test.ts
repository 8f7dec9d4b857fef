import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../../src/errors.ts'
import { parseCellUrl, parseSources } from '../../../src/sources/pci/cell-url.ts'

describe('parseCellUrl', () => {
  it.each([
    ['sqlite:nova.db', 'nova.db'],
    ['sqlite:/srv/nova.db', '/srv/nova.db'],
    ['sqlite:///srv/nova.db', '/srv/nova.db'],
    ['sqlite:////srv/nova.db', '//srv/nova.db'],
    ['sqlite:./nova.db', './nova.db'],
  ])('reads %s', (url, path) => {
    expect(parseCellUrl(url)).toEqual({ database: 'SQLITE', path })
  })

  const server = { port: null, socketPath: null, user: 'nova', password: 'pw', name: 'nova', tls: null }

  it.each(['mysql', 'mysql+pymysql', 'mariadb', 'mariadb+mariadbconnector'])('reads %s:// of nova.conf', (scheme) => {
    expect(parseCellUrl(`${scheme}://nova:pw@127.0.0.1:3307/nova?charset=utf8&read_timeout=30`)).toEqual({
      ...server,
      database: 'MYSQL',
      host: '127.0.0.1',
      port: 3307,
    })
  })

  it.each(['postgres', 'postgresql', 'postgresql+psycopg2', 'POSTGRESQL'])('reads %s://', (scheme) => {
    expect(parseCellUrl(`${scheme}://nova:pw@localhost/nova`)).toEqual({
      ...server,
      database: 'POSTGRESQL',
      host: 'localhost',
    })
  })

  it('decodes users, passwords and names, and reads hosts of IPv6', () => {
    expect(parseCellUrl('mysql://n%40va:p%2Fw%23%25@[::1]/nova%5Fcell1')).toEqual({
      ...server,
      database: 'MYSQL',
      host: '::1',
      user: 'n@va',
      password: 'p/w#%',
      name: 'nova_cell1',
    })
  })

  it('reads sockets', () => {
    expect(parseCellUrl('mysql+pymysql://nova:pw@/nova?unix_socket=/run/mysqld/mysqld.sock')).toMatchObject({
      socketPath: '/run/mysqld/mysqld.sock',
      tls: null,
    })
    expect(parseCellUrl('postgresql://nova:pw@/nova?host=/run/postgresql')).toMatchObject({
      socketPath: '/run/postgresql',
      tls: null,
    })
  })

  const plain = { caFile: null, certFile: null, keyFile: null }
  const files = { caFile: '/ca', certFile: '/cert', keyFile: '/key' }

  it.each([
    ['mysql://n:p@db/nova', { ...plain, verify: 'host' }],
    ['mysql://n:p@127.8.9.1/nova', null],
    ['mysql://n:p@localhost/nova?ssl_disabled=false', { ...plain, verify: 'host' }],
    ['mysql://n:p@db/nova?ssl_ca=/ca&ssl_cert=/cert&ssl_key=/key', { ...files, verify: 'host' }],
    ['mysql://n:p@localhost/nova?ssl_ca=/ca', { ...plain, caFile: '/ca', verify: 'host' }],
    ['mysql://n:p@db/nova?ssl_disabled=true', null],
    ['mysql://n:p@db/nova?ssl_verify_identity=false', { ...plain, verify: 'authority' }],
    ['mysql://n:p@db/nova?ssl_check_hostname=0', { ...plain, verify: 'authority' }],
    ['mysql://n:p@db/nova?ssl_verify_cert=False', { ...plain, verify: 'nothing' }],
    ['postgres://n:p@db/nova', { ...plain, verify: 'host' }],
    ['postgres://n:p@[::1]/nova', null],
    ['postgres://n:p@db/nova?sslmode=disable', null],
    ['postgres://n:p@db/nova?sslmode=prefer', { ...plain, verify: 'host' }],
    ['postgres://n:p@db/nova?sslmode=require', { ...plain, verify: 'nothing' }],
    ['postgres://n:p@db/nova?sslmode=require&sslrootcert=/ca', { ...plain, caFile: '/ca', verify: 'authority' }],
    ['postgres://n:p@localhost/nova?sslmode=verify-ca', { ...plain, verify: 'authority' }],
    [
      'postgres://n:p@db/nova?sslmode=verify-full&sslrootcert=/ca&sslcert=/cert&sslkey=/key',
      { ...files, verify: 'host' },
    ],
  ])('encrypts for %s as it says', (url, tls) => {
    expect(parseCellUrl(url)).toMatchObject({ tls })
  })

  it.each([
    ['', /does not begin with sqlite:/],
    ['oracle://n:hunter2@db/nova', /does not begin with sqlite:/],
    ['sqlite:', /names no file/],
    ['mysql://n:hunter2@db', /names no database/],
    ['mysql://db/nova', /names no user/],
    ['mysql:///nova', /names no user/],
    ['mysql://n:hunter2#@db/nova', /percent-encoded/],
    ['mysql://n:hunter2/x@db/nova', /percent-encoded|names no/],
    ['mysql://n:hunter2%zz@db/nova', /write %25/],
    ['mysql://n:hunter2@db/nova?ssl_verify=false', /has the parameter ssl_verify,/],
    ['mysql://n:hunter2@db/nova?ssl_disabled=perhaps', /neither true nor false/],
    ['mysql://n:hunter2@db/nova?ssl_cert=/cert', /only one of ssl_cert and ssl_key/],
    ['postgres://n:hunter2@db/nova?sslmode=verify', /none of disable/],
  ])('refuses %s, and repeats no password', (url, message) => {
    const parse = () => parseCellUrl(url)
    expect(parse).toThrow(ConfigurationError)
    expect(parse).toThrow(message)
    expect(parse).not.toThrow(/hunter2/)
  })
})

describe('parseSources', () => {
  it('reads named cells apart by any white space, and names a bare URL by its database', () => {
    const sources =
      '  cell1=mysql://n:p@db/nova_cell1?ssl_ca=/ca\n\tpostgres://n:p@db/nova?sslmode=require sqlite:/srv/cell3.db '
    expect(parseSources(sources)).toEqual([
      { name: 'cell1', uuid: null, url: 'mysql://n:p@db/nova_cell1?ssl_ca=/ca' },
      { name: 'nova', uuid: null, url: 'postgres://n:p@db/nova?sslmode=require' },
      { name: 'cell3', uuid: null, url: 'sqlite:/srv/cell3.db' },
    ])
  })

  it('has no cell for nothing', () => {
    expect(parseSources(' \n')).toEqual([])
  })

  it('tells all that is wrong at once, by the names of the cells', () => {
    const parse = () => parseSources('a=mysql://n:hunter2@db a=sqlite:x a=sqlite:y http://x/')
    expect(parse).toThrow(/a: the database URL names no database/)
    expect(parse).toThrow(/a: another cell is named a already/)
    expect(parse).toThrow(/source 4: the database URL does not begin with/)
    expect(parse).not.toThrow(/hunter2/)
  })
})
