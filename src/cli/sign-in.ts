import type { Config } from '../config.ts'
import { PcigraphError } from '../errors.ts'
import { createUpstream } from '../sources/http/upstream.ts'
import type { CloudConfig } from '../sources/keystone/cloud-config.ts'
import { createOwnSession } from '../sources/keystone/own-session.ts'
import { createLog } from '../telemetry/log.ts'
import { CommandFailure, exitCodeOf } from './failure.ts'

/** The user's own token. */
export type SignIn = {
  /** @throws CommandFailure saying why Keystone gives none. */
  token(signal: AbortSignal): Promise<string>
  close(): Promise<void>
}

/** Signs in to Keystone as OS_* or clouds.yaml say, when first asked. A token that was given without a project goes out as it is. */
export function createSignIn(cloud: CloudConfig, config: Config): SignIn {
  const { identity } = cloud
  if (identity.method === 'token' && identity.scope === null) return givenToken(identity.token)
  const log = createLog(config.logLevel)
  const session = createOwnSession({
    cloud,
    upstream: createUpstream({ name: 'keystone', tls: cloud.tls, ...config.upstream, log }),
    log,
  })
  return {
    async token(signal) {
      try {
        return await session.token(signal)
      } catch (error) {
        throw signInFailure(error)
      }
    },
    close: () => session.close(),
  }
}

/** A token from elsewhere, as it is: `openstack token issue`. */
export function givenToken(token: string): SignIn {
  return { token: () => Promise.resolve(token), close: () => Promise.resolve() }
}

/** What stood in the way of signing in. Keystone's 401 is the gateway's own fault to its clients; here it is the user who is refused. */
export function signInFailure(error: unknown): CommandFailure {
  if (!(error instanceof PcigraphError)) throw error
  if (error.details.status === 401) {
    return new CommandFailure(
      3,
      'Keystone refuses to sign you in: check user, password, domains and project in OS_* or clouds.yaml.',
      { cause: error },
    )
  }
  return new CommandFailure(exitCodeOf(error.code), error.message, { cause: error })
}
