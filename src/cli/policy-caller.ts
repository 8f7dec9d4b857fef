import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import type { Caller } from '../model/caller.ts'
import { openCloud } from '../open-cloud.ts'
import { createUpstream } from '../sources/http/upstream.ts'
import { createKeystone } from '../sources/keystone/create-keystone.ts'
import { createLog } from '../telemetry/log.ts'
import { CommandFailure } from './failure.ts'
import { closeSoon } from './interruption.ts'
import { createSignIn, givenToken, signInFailure } from './sign-in.ts'

/**
 * Who bears the token, else whoever the configuration signs in as; Keystone says so, as it would to a gateway.
 * @throws CommandFailure where Keystone refuses, or does not answer.
 */
export async function askWho(config: Config, token: string | null, signal: AbortSignal): Promise<Caller> {
  const opened = await openCloud(config)
  const { cloud, isDemo } = opened.cloud
  if (isDemo)
    process.stderr.write('Nothing is configured: this is the admin of the demo cloud. Set OS_CLOUD or OS_*.\n')
  const log = createLog(config.logLevel)
  const keystone = createKeystone({
    authUrl: cloud.authUrl,
    upstream: createUpstream({ name: 'keystone', tls: cloud.tls, ...config.upstream, log }),
  })
  const signIn = token === null ? createSignIn(cloud, config) : givenToken(token)
  try {
    return await keystone.authenticate(await signIn.token(signal), { signal })
  } catch (error) {
    throw error instanceof CommandFailure ? error : signInFailure(error)
  } finally {
    await closeSoon(() => Promise.all([signIn.close(), keystone.close(), opened.close()]))
  }
}

/** A line about the caller, without the token. */
export function describeCaller(caller: Caller): string {
  const { userId, userName, projectId, projectName, roles, accessRules, expiresAt } = caller
  const named = (id: string, name: string | null) => (name === null ? id : `${name} (${id})`)
  const isMadeUp = caller.token === ''
  return [
    `user ${named(userId, userName)} on project ${named(projectId, projectName)}`,
    roles.length === 0 ? 'no roles' : `role${roles.length === 1 ? '' : 's'} ${roles.join(', ')}`,
    ...(accessRules === null
      ? []
      : [
          accessRules.length === 0
            ? 'access rules that allow nothing'
            : `access rules for ${accessRules.map(({ service, method, path }) => `${method} ${path} of ${service}`).join(', ')}`,
        ]),
    isMadeUp ? 'made up, no token' : `until ${expiresAt.toISOString()}`,
  ].join('; ')
}

/**
 * A caller of `--as`: `role:`, `project:`, `user:` and `domain:` with spaces or commas between them.
 * @throws CommandFailure naming what is none of them.
 */
export function parseCaller(text: string): Caller {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  const read = (kind: string) =>
    words.filter((word) => word.startsWith(`${kind}:`)).map((word) => word.slice(kind.length + 1))
  for (const word of words) {
    if (/^(role|project|user|domain):./.test(word)) continue
    throw new CommandFailure(2, `--as: ${word} is none of role:NAME, project:ID, user:ID, domain:ID.`)
  }
  const one = (kind: string, otherwise: string) => {
    const [first = otherwise, second] = read(kind)
    if (second !== undefined)
      throw new CommandFailure(2, `--as: a token has one ${kind}, and no ${second} beside ${first}.`)
    return first
  }
  return {
    token: '',
    userId: one('user', 'some-user'),
    userName: null,
    projectId: one('project', 'some-project'),
    projectName: null,
    projectDomainId: one('domain', 'default'),
    roles: read('role').map((role) => role.toLowerCase()),
    accessRules: null,
    expiresAt: new Date(0),
  }
}

/** The token in a file, `-` being standard input. @throws CommandFailure where there is none. */
export function readToken(path: string): string {
  try {
    const token = readFileSync(path === '-' ? 0 : path, 'utf8').trim()
    if (token !== '') return token
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new CommandFailure(2, `--token-file: ${path} cannot be read (${reason}).`, { cause: error })
  }
  throw new CommandFailure(2, `--token-file: ${path} is empty.`)
}
