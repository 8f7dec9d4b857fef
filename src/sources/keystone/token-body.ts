import type { AccessRule } from '../../model/access-rule.ts'
import { asDate, asFilledText, asList, asRecord, asText } from '../http/untrusted.ts'

/** What Keystone says of a token, in `POST` and `GET /v3/auth/tokens`. */
export type TokenFacts = {
  readonly userId: string | null
  readonly userName: string | null
  /** What the token is good for: a project with its id, or why it is good for no project. */
  readonly scope: ProjectScope | 'unscoped' | 'domain' | 'system'
  /** Lower case. */
  readonly roles: readonly string[]
  readonly issuedAt: Date | null
  readonly expiresAt: Date | null
  /** An application credential's, which allow some calls and no others. A list without any allows none; null: there are none. */
  readonly accessRules: readonly AccessRule[] | null
  readonly catalog: readonly CatalogEndpoint[]
}

export type ProjectScope = {
  readonly projectId: string
  readonly name: string | null
  readonly domainId: string | null
}

export type CatalogEndpoint = {
  readonly serviceType: string
  readonly interface: string
  readonly regionId: string | null
  readonly url: string
}

/** @returns null where the body is no token's. */
export function decodeToken(body: unknown): TokenFacts | null {
  const token = asRecord(asRecord(body)?.token)
  if (!token) return null
  const user = asRecord(token.user)
  return {
    userId: asFilledText(user?.id),
    userName: asText(user?.name),
    scope: decodeScope(token),
    roles: (asList(token.roles) ?? []).flatMap((role) => asFilledText(asRecord(role)?.name)?.toLowerCase() ?? []),
    issuedAt: asDate(token.issued_at),
    expiresAt: asDate(token.expires_at),
    accessRules: decodeAccessRules(asRecord(token.application_credential)?.access_rules),
    catalog: (asList(token.catalog) ?? []).flatMap(decodeService),
  }
}

function decodeScope(token: Readonly<Record<string, unknown>>): TokenFacts['scope'] {
  const project = asRecord(token.project)
  const projectId = asFilledText(project?.id)
  if (projectId !== null) {
    return { projectId, name: asText(project?.name), domainId: asText(asRecord(project?.domain)?.id) }
  }
  if (asRecord(token.system)) return 'system'
  return asRecord(token.domain) ? 'domain' : 'unscoped'
}

/** What cannot be read allows nothing: not a rule too many is ever made of it. */
function decodeAccessRules(value: unknown): readonly AccessRule[] | null {
  if (value === undefined || value === null) return null
  return (asList(value) ?? []).flatMap((item) => {
    const rule = asRecord(item)
    const service = asFilledText(rule?.service)
    const method = asFilledText(rule?.method)
    const path = asFilledText(rule?.path)
    return service === null || method === null || path === null ? [] : [{ service, method, path }]
  })
}

function decodeService(service: unknown): CatalogEndpoint[] {
  const serviceType = asFilledText(asRecord(service)?.type)
  if (serviceType === null) return []
  return (asList(asRecord(service)?.endpoints) ?? []).flatMap((item) => {
    const endpoint = asRecord(item)
    const url = asFilledText(endpoint?.url)
    const offered = asFilledText(endpoint?.interface)
    if (url === null || offered === null) return []
    return [{ serviceType, interface: offered, regionId: asText(endpoint?.region_id) ?? asText(endpoint?.region), url }]
  })
}
