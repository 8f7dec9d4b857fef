import type { UpstreamTls } from '../http/upstream.ts'

/** How to reach one cloud as the gateway itself: what `clouds.yaml` or `OS_*` say, read and checked. */
export type CloudConfig = {
  /** As `clouds.yaml` names it; null where it came from `OS_*`. */
  readonly name: string | null
  readonly authUrl: URL
  readonly identity: OwnIdentity
  /** Null: the only region of the catalog, or the first. */
  readonly regionName: string | null
  readonly interface: EndpointInterface
  /** Instead of what the catalog says. */
  readonly endpointOverrides: Readonly<Partial<Record<ServiceType, URL>>>
  readonly tls: UpstreamTls
}

export type EndpointInterface = 'public' | 'internal' | 'admin'
export type ServiceType = 'compute' | 'placement' | 'identity'

/** How the gateway signs in. Passwords, secrets and tokens: never logged, never in an error. */
export type OwnIdentity =
  | { readonly method: 'password'; readonly user: UserName; readonly password: string; readonly scope: Scope | null }
  | { readonly method: 'application credential'; readonly id: string; readonly secret: string }
  | {
      readonly method: 'application credential'
      readonly name: string
      readonly user: UserName
      readonly secret: string
    }
  | { readonly method: 'token'; readonly token: string; readonly scope: Scope | null }

/** What a user signs in with here: it must make a token on a project, which an application credential always does. */
export type SignInCredentials =
  | { readonly method: 'password'; readonly user: UserName; readonly password: string; readonly scope: OnProject }
  | Extract<OwnIdentity, { readonly method: 'application credential' }>

export type UserName = { readonly id: string } | { readonly name: string; readonly domain: DomainName }
export type DomainName = { readonly id: string } | { readonly name: string }
export type OnProject = {
  readonly project: { readonly id: string } | { readonly name: string; readonly domain: DomainName }
}
export type Scope = OnProject | { readonly domain: DomainName } | { readonly system: 'all' }
