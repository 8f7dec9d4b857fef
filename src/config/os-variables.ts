import type { CloudSettings } from './cloud.ts'
import type { Settings } from './settings.ts'

const KEYS = [
  'auth_url',
  'auth_type',
  'username',
  'user_id',
  'user_domain_name',
  'user_domain_id',
  'project_name',
  'project_id',
  'tenant_name',
  'tenant_id',
  'project_domain_name',
  'project_domain_id',
  'domain_name',
  'domain_id',
  'default_domain',
  'default_domain_id',
  'default_domain_name',
  'system_scope',
  'application_credential_id',
  'application_credential_name',
  'region_name',
  'interface',
  'endpoint_type',
  'insecure',
  'cacert',
  'cert',
  'key',
  'compute_endpoint_override',
  'placement_endpoint_override',
  'identity_endpoint_override',
] as const
const SECRETS = ['password', 'application_credential_secret', 'token'] as const

/** What says that a cloud is meant, were its address forgotten: nobody who set one of these wants the demo. */
const TELLING = [
  'auth_url',
  'username',
  'user_id',
  'password',
  'application_credential_id',
  'application_credential_name',
  'token',
]

/** The cloud of `OS_*`; null where none of them speaks of one. */
export function cloudOfVariables(settings: Settings): CloudSettings | null {
  const values = readOsVariables(settings)
  if (!TELLING.some((key) => key in values)) return null
  return { name: null, values, nameOf: variableOf }
}

/** Those that a command line would set beside a cloud of clouds.yaml, to look at it from another side. */
export function overridesOfVariables(settings: Settings): Readonly<Record<string, string>> {
  const { region_name, interface: offered } = readOsVariables(settings)
  return {
    ...(region_name === undefined ? {} : { region_name }),
    ...(offered === undefined ? {} : { interface: offered }),
  }
}

function readOsVariables(settings: Settings): Readonly<Record<string, string>> {
  const read = (key: string, value: string | null) => (value === null ? [] : [[key, value] as const])
  return Object.fromEntries([
    ...KEYS.flatMap((key) => read(key, settings.text(variableOf(key)))),
    ...SECRETS.flatMap((key) => read(key, settings.secret(variableOf(key)))),
  ])
}

function variableOf(key: string): string {
  return `OS_${key.toUpperCase()}`
}
