import type { CloudConfig, DomainName, OwnIdentity, Scope, UserName } from '../sources/keystone/cloud-config.ts'
import { readNamedFile, type Files } from './files.ts'
import { parseFlag, parseHttpUrl } from './settings.ts'

/** What clouds.yaml and OS_* both say, under clouds.yaml's names: `username`, `project_domain_id`, … */
export type CloudSettings = {
  readonly name: string | null
  readonly values: Readonly<Record<string, string>>
  /** How a setting is called where it came from, for a fault: `OS_USERNAME`, `clouds.yaml: mycloud.auth.username`. */
  readonly nameOf: (key: string) => string
}

/** @returns null after telling everything that is wrong. */
export function cloudConfigOf(settings: CloudSettings, files: Files, faults: string[]): CloudConfig | null {
  const { name, values, nameOf } = settings
  const before = faults.length
  const authUrl = url('auth_url')
  if (values.auth_url === undefined) faults.push(`${nameOf('auth_url')} is missing`)
  const identity = identityOf(settings, faults)
  const cloud = {
    name,
    regionName: values.region_name ?? null,
    interface: interfaceOf(values.interface ?? values.endpoint_type ?? 'public'),
    endpointOverrides: endpointOverrides(),
    tls: tls(),
  }
  return authUrl && identity && faults.length === before ? { ...cloud, authUrl, identity } : null

  function url(key: string): URL | null {
    const value = values[key]
    return value === undefined ? null : parseHttpUrl(value, nameOf(key), faults)
  }

  function interfaceOf(text: string): CloudConfig['interface'] {
    const bare = text.replace(/URL$/, '')
    if (bare === 'public' || bare === 'internal' || bare === 'admin') return bare
    faults.push(`${nameOf('interface')} is none of public, internal, admin`)
    return 'public'
  }

  function endpointOverrides(): CloudConfig['endpointOverrides'] {
    const compute = url('compute_endpoint_override')
    const placement = url('placement_endpoint_override')
    const identity = url('identity_endpoint_override')
    return { ...(compute && { compute }), ...(placement && { placement }), ...(identity && { identity }) }
  }

  function tls(): CloudConfig['tls'] {
    const [verify, insecure] = [flag('verify'), flag('insecure')]
    return { ca: pem('cacert'), cert: pem('cert'), key: pem('key') ?? keyInCert(), verify: verify ?? insecure !== true }
  }

  function flag(key: string): boolean | null {
    const value = values[key]
    const parsed = value === undefined ? null : parseFlag(value)
    if (value !== undefined && parsed === null) faults.push(`${nameOf(key)} is neither true nor false`)
    return parsed
  }

  function pem(key: string): string | undefined {
    const path = values[key]
    return path === undefined ? undefined : (readNamedFile(files, path, nameOf(key), faults) ?? undefined)
  }

  /** A certificate's file may hold its key as well. */
  function keyInCert(): string | undefined {
    const cert = pem('cert')
    return cert?.includes('PRIVATE KEY') ? cert : undefined
  }
}

function identityOf({ values, nameOf }: CloudSettings, faults: string[]): OwnIdentity | null {
  switch (values.auth_type ?? impliedAuthType(values)) {
    case 'v3applicationcredential': {
      const secret = required('application_credential_secret')
      const id = values.application_credential_id
      if (id !== undefined) return secret === null ? null : { method: 'application credential', id, secret }
      const name = required('application_credential_name')
      const user = userOf()
      if (secret === null || name === null || user === null) return null
      return { method: 'application credential', name, user, secret }
    }
    case 'token':
    case 'v3token': {
      const token = required('token')
      return token === null ? null : { method: 'token', token, scope: scopeOf(values) }
    }
    case 'password':
    case 'v3password': {
      const password = required('password')
      const user = userOf()
      return password === null || user === null ? null : { method: 'password', user, password, scope: scopeOf(values) }
    }
    default:
      faults.push(`${nameOf('auth_type')} is none of password, v3password, v3applicationcredential, token, v3token`)
      return null
  }

  function required(key: string): string | null {
    const value = values[key]
    if (value !== undefined && value !== '') return value
    faults.push(`${nameOf(key)} is missing`)
    return null
  }

  function userOf(): UserName | null {
    if (values.user_id !== undefined) return { id: values.user_id }
    const name = required('username')
    return name === null ? null : { name, domain: domainOf(values, 'user') }
  }
}

function impliedAuthType(values: Readonly<Record<string, string>>): string {
  if (values.application_credential_id !== undefined || values.application_credential_name !== undefined) {
    return 'v3applicationcredential'
  }
  return values.token !== undefined && values.password === undefined ? 'token' : 'password'
}

function scopeOf(values: Readonly<Record<string, string>>): Scope | null {
  const projectId = values.project_id ?? values.tenant_id
  const projectName = values.project_name ?? values.tenant_name
  if (projectId !== undefined) return { project: { id: projectId } }
  if (projectName !== undefined) return { project: { name: projectName, domain: domainOf(values, 'project') } }
  if (values.domain_id !== undefined) return { domain: { id: values.domain_id } }
  if (values.domain_name !== undefined) return { domain: { name: values.domain_name } }
  return values.system_scope === 'all' ? { system: 'all' } : null
}

/** Of a name without a domain, the clients that operators know take the default domain. */
function domainOf(values: Readonly<Record<string, string>>, owner: 'user' | 'project'): DomainName {
  const id = values[`${owner}_domain_id`]
  if (id !== undefined) return { id }
  const name = values[`${owner}_domain_name`]
  if (name !== undefined) return { name }
  if (values.default_domain_name !== undefined) return { name: values.default_domain_name }
  return { id: values.default_domain_id ?? values.default_domain ?? 'default' }
}
