import { createHash } from 'node:crypto'
import type { Cloud } from './cloud.ts'
import type { DemoToken } from './tokens.ts'

const DOMAIN = { id: 'default', name: 'Default' }

type TokenBody = { readonly token: { readonly catalog?: object } & Record<string, unknown> }

/** The body that Keystone gives of a token, when it is issued and when it is validated. */
export function describeToken(cloud: Cloud, token: DemoToken, origin: string, withCatalog = true): TokenBody {
  const { scope, user, applicationCredential } = token
  const common = {
    methods: token.methods,
    user: { domain: DOMAIN, id: user.id, name: user.name, password_expires_at: null },
    audit_ids: token.auditIds,
    expires_at: time(token.expiresAtMs),
    issued_at: time(token.issuedAtMs),
  }
  if (scope.kind === 'unscoped') return { token: common }
  const where =
    scope.kind === 'project'
      ? {
          project: { domain: DOMAIN, id: scope.project.id, name: scope.project.name },
          is_domain: false,
        }
      : scope.kind === 'domain'
        ? { domain: DOMAIN }
        : {}
  return {
    token: {
      ...common,
      ...where,
      roles: token.roles.map((name) => ({ id: idOf(`role/${name}`), name })),
      ...(scope.kind === 'system' ? { system: { all: true } } : {}),
      ...(withCatalog ? { catalog: catalogOf(cloud, origin) } : {}),
      ...(applicationCredential === null
        ? {}
        : {
            application_credential: {
              id: applicationCredential.id,
              name: applicationCredential.name,
              restricted: true,
              ...(applicationCredential.accessRules !== null && {
                access_rules: applicationCredential.accessRules.map(({ service, path, method }) => ({
                  id: idOf(`access-rule/${service}/${method}/${path}`),
                  service,
                  path,
                  method,
                })),
              }),
            },
          }),
    },
  }
}

function catalogOf(cloud: Cloud, origin: string): object[] {
  const service = (type: string, name: string, path: string) => ({
    endpoints: ['internal', 'admin', 'public'].map((kind) => ({
      id: idOf(`endpoint/${type}/${kind}`),
      interface: kind,
      region_id: cloud.region,
      url: `${origin}${path}`,
      region: cloud.region,
    })),
    id: idOf(`service/${type}`),
    type,
    name,
  })
  return [
    service('placement', 'placement', '/placement'),
    service('identity', 'keystone', '/identity/v3'),
    service('compute', 'nova', '/compute/v2.1'),
  ]
}

function time(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.\d+Z$/, '.000000Z')
}

function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
