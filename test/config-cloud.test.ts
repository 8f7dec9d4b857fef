import { expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { ConfigurationError } from '../src/errors.ts'
import type { CloudConfig } from '../src/sources/keystone/cloud-config.ts'

type Given = { env?: Record<string, string>; files?: Record<string, string> }

function readCloud({ env = {}, files = {} }: Given): CloudConfig | null {
  return readConfig({ env, argv: [], files: { home: '/home/op', read: (path) => files[path] ?? null } }).cloud
}

function faultsOf(given: Given): readonly string[] {
  try {
    readCloud(given)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

const CLOUDS = `
clouds:
  prod:
    auth:
      auth_url: https://keystone.example/v3
      username: pcigraph
      project_name: service
      user_domain_name: Default
      project_domain_id: default
    region_name: RegionTwo
    interface: internal
    verify: false
    cacert: /etc/ssl/cloud.pem
    compute_endpoint_override: https://nova.example/v2.1
  robot:
    auth_type: v3applicationcredential
    auth:
      auth_url: https://keystone.example
      application_credential_id: ac1
      application_credential_secret: ac-secret
`
const SECURE = `
clouds:
  prod:
    auth:
      password: from-secure
`
const files = {
  'clouds.yaml': CLOUDS,
  '/home/op/.config/openstack/secure.yaml': SECURE,
  '/etc/ssl/cloud.pem': 'PEM',
}

it('reads a cloud of clouds.yaml, with its password out of secure.yaml', () => {
  expect(readCloud({ env: { OS_CLOUD: 'prod' }, files })).toEqual({
    name: 'prod',
    authUrl: new URL('https://keystone.example/v3'),
    identity: {
      method: 'password',
      user: { name: 'pcigraph', domain: { name: 'Default' } },
      password: 'from-secure',
      scope: { project: { name: 'service', domain: { id: 'default' } } },
    },
    regionName: 'RegionTwo',
    interface: 'internal',
    endpointOverrides: { compute: new URL('https://nova.example/v2.1') },
    tls: { ca: 'PEM', cert: undefined, key: undefined, verify: false },
  })
})

it('reads an application credential', () => {
  expect(readCloud({ env: { OS_CLOUD: 'robot' }, files })?.identity).toEqual({
    method: 'application credential',
    id: 'ac1',
    secret: 'ac-secret',
  })
})

it.each(['clouds.yaml', '/home/op/.config/openstack/clouds.yaml', '/etc/openstack/clouds.yaml', '/elsewhere/my.yaml'])(
  'finds %s',
  (path) => {
    const env = { OS_CLOUD: 'robot', ...(path.startsWith('/else') ? { OS_CLIENT_CONFIG_FILE: path } : {}) }
    expect(readCloud({ env, files: { [path]: CLOUDS } })?.name).toBe('robot')
  },
)

it('lets OS_REGION_NAME and OS_INTERFACE look at a cloud of clouds.yaml from another side', () => {
  const env = { OS_CLOUD: 'prod', OS_REGION_NAME: 'RegionOne', OS_INTERFACE: 'public' }
  expect(readCloud({ env, files })).toMatchObject({ regionName: 'RegionOne', interface: 'public' })
})

it('says what is wrong with clouds.yaml', () => {
  expect(faultsOf({ env: { OS_CLOUD: 'prod' } })).toEqual([expect.stringContaining('no clouds.yaml was found')])
  expect(faultsOf({ env: { OS_CLOUD: 'test' }, files })).toEqual([
    'OS_CLOUD is test, but clouds.yaml has no such cloud',
  ])
  const { 'clouds.yaml': clouds } = files
  expect(faultsOf({ env: { OS_CLOUD: 'prod' }, files: { 'clouds.yaml': clouds } })).toEqual([
    'clouds.yaml: prod: password is missing',
    'clouds.yaml: prod: cacert: there is no file /etc/ssl/cloud.pem',
  ])
})

const env = {
  OS_AUTH_URL: 'http://keystone:5000/v3',
  OS_USERNAME: 'admin',
  OS_PASSWORD: 'pw',
  OS_PROJECT_NAME: 'admin',
}

it('reads a cloud of OS_*, in the default domain where none is named', () => {
  expect(readCloud({ env })).toMatchObject({
    name: null,
    identity: {
      method: 'password',
      user: { name: 'admin', domain: { id: 'default' } },
      scope: { project: { name: 'admin', domain: { id: 'default' } } },
    },
    regionName: null,
    interface: 'public',
    tls: { verify: true },
  })
})

it('reads domains and projects by name or id', () => {
  const ids = { ...env, OS_USER_DOMAIN_ID: 'd1', OS_PROJECT_ID: 'p1', OS_PROJECT_DOMAIN_NAME: 'ignored with an id' }
  expect(readCloud({ env: ids })?.identity).toMatchObject({
    user: { name: 'admin', domain: { id: 'd1' } },
    scope: { project: { id: 'p1' } },
  })
})

it('reads a token, and a scope for it', () => {
  const { OS_AUTH_URL } = env
  expect(readCloud({ env: { OS_AUTH_URL, OS_TOKEN: 't', OS_PROJECT_ID: 'p1' } })?.identity).toEqual({
    method: 'token',
    token: 't',
    scope: { project: { id: 'p1' } },
  })
})

it('reads an application credential by its name and user', () => {
  const credential = {
    OS_AUTH_URL: env.OS_AUTH_URL,
    OS_AUTH_TYPE: 'v3applicationcredential',
    OS_APPLICATION_CREDENTIAL_NAME: 'gateway',
    OS_APPLICATION_CREDENTIAL_SECRET_FILE: '/secret',
    OS_USER_ID: 'u1',
  }
  expect(readCloud({ env: credential, files: { '/secret': 'abc\n' } })?.identity).toEqual({
    method: 'application credential',
    name: 'gateway',
    user: { id: 'u1' },
    secret: 'abc',
  })
})

it('never plays the demo to somebody who forgot the address of the cloud', () => {
  expect(faultsOf({ env: { OS_USERNAME: 'admin', OS_PASSWORD: 'pw' } })).toEqual(['OS_AUTH_URL is missing'])
})

it('refuses a way of signing in that it does not know', () => {
  expect(faultsOf({ env: { ...env, OS_AUTH_TYPE: 'v3oidcpassword' } })).toEqual([
    expect.stringContaining('OS_AUTH_TYPE is none of'),
  ])
})
