import type { Call, Errand } from '../../model/call.ts'
import type { Caller } from '../../model/caller.ts'
import type { Project } from '../../model/project.ts'
import type { ServiceType, SignInCredentials } from './cloud-config.ts'

export interface Keystone {
  /**
   * Asks Keystone about a token by the token itself; an answer is kept at most 10 s, under a hash.
   * A call that is really made is on the errand's receipt, in its trace and under its request id.
   * @throws Unauthenticated for a token that is unknown, expired, revoked or on no project.
   * @throws UpstreamError when Keystone does not answer: a cached answer is never extended.
   */
  authenticate(token: string, errand: Errand): Promise<Caller>
  /** Resolves when Keystone says now that a token is good, whatever it said before, for readiness. @throws UpstreamError */
  probe(token: string, signal: AbortSignal): Promise<void>
  /**
   * Makes a token of a user's own credentials, on a project. They are sent to Keystone and kept nowhere.
   * @throws Unauthenticated where Keystone refuses them, or gives a token that is on no project.
   * @throws UpstreamError when Keystone does not answer.
   */
  signIn(credentials: SignInCredentials, signal: AbortSignal): Promise<Caller>
  /**
   * Ends a token: it is forgotten here at once, whatever Keystone says, and Keystone revokes it. One that is over is no error. Keystone
   * has no way to revoke the token of an application credential with access rules: that one lives on until it expires.
   * @throws UpstreamError when Keystone does not answer: then the token is good elsewhere until it expires.
   */
  signOut(token: string, signal: AbortSignal): Promise<void>
  /** In key order; null where the caller may not read it. The caller's own project needs no call. */
  findProjectsByIds(
    call: Call,
    ids: readonly string[],
    options: { readonly mayList: boolean },
  ): Promise<readonly (Project | null | Error)[]>
  close(): Promise<void>
}

/**
 * The gateway's own identity: for the catalog, version discovery and readiness, never for a caller's data.
 */
export interface OwnSession {
  /** The endpoint of a service type in the configured region and interface, from the catalog. @throws UpstreamError */
  endpoint(serviceType: ServiceType, signal: AbortSignal): Promise<URL>
  /** A token of the gateway's own, renewed before it expires, one sign-in for all who wait. */
  token(signal: AbortSignal): Promise<string>
  /** Forget the token: the next call signs in again. */
  renew(rejected: string): void
  close(): Promise<void>
}
