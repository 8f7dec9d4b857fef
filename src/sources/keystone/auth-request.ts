import type { OwnIdentity, Scope, UserName } from './cloud-config.ts'

/** The body of `POST /v3/auth/tokens`. */
export function authRequestBody(identity: OwnIdentity): object {
  switch (identity.method) {
    case 'password':
      return {
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { ...userBody(identity.user), password: identity.password } },
          },
          ...scopeBody(identity.scope),
        },
      }
    case 'application credential':
      // Without a scope: project and roles are those of the credential, and Keystone refuses one that is named.
      return {
        auth: {
          identity: {
            methods: ['application_credential'],
            application_credential:
              'id' in identity
                ? { id: identity.id, secret: identity.secret }
                : { name: identity.name, secret: identity.secret, user: userBody(identity.user) },
          },
        },
      }
    case 'token':
      return {
        auth: { identity: { methods: ['token'], token: { id: identity.token } }, ...scopeBody(identity.scope) },
      }
  }
}

function userBody(user: UserName): object {
  return 'id' in user ? { id: user.id } : { name: user.name, domain: user.domain }
}

function scopeBody(scope: Scope | null): object {
  if (!scope) return {}
  return { scope: 'system' in scope ? { system: { all: true } } : scope }
}
