import { Forbidden, UpstreamError } from '../../errors.ts'
import type { Call } from '../../model/call.ts'
import type { Project } from '../../model/project.ts'
import { below } from '../http/below.ts'
import { nullWhereNotFound } from '../http/refusal.ts'
import type { Upstream } from '../http/upstream.ts'
import { createAuthenticate } from './authenticate.ts'
import { keystoneV3 } from './catalog.ts'
import type { Keystone } from './keystone.ts'
import { decodeProject, decodeProjects } from './project-body.ts'

/** Keystone as callers need it: each call bears the caller's own token. */
export function createKeystone(options: {
  readonly authUrl: URL
  readonly upstream: Upstream
  readonly now?: () => number
}): Keystone {
  const { upstream, now = Date.now } = options
  const keystone = keystoneV3(options.authUrl)

  return {
    authenticate: createAuthenticate({ upstream, keystone, now }),
    findProjectsByIds,
    close: () => upstream.close(),
  }

  async function findProjectsByIds(
    call: Call,
    ids: readonly string[],
    { mayList }: { readonly mayList: boolean },
  ): Promise<readonly (Project | null)[]> {
    const others = [...new Set(ids)].filter((id) => id !== call.caller.projectId)
    const found = mayList && others.length > 0 ? await findOthers(call, others) : new Map<string, Project>()
    return ids.map((id) => (id === call.caller.projectId ? ownProject(call) : (found.get(id) ?? null)))
  }

  /** Keystone's list is one page whatever its length, so that from two projects on it is the plan with the fewest calls. */
  async function findOthers(call: Call, ids: readonly string[]): Promise<Map<string, Project>> {
    const [first] = ids
    const projects =
      first !== undefined && ids.length === 1
        ? [await nullWhereHidden(get(call, below(keystone, 'projects', first), 1).then(decodeProject))]
        : await nullWhereHidden(get(call, below(keystone, 'projects'), ids.length).then(requireProjects))
    return new Map((projects ?? []).flatMap((project) => (project ? [[project.id, project]] : [])))
  }

  async function get(call: Call, url: URL, keys: number): Promise<unknown> {
    const headers = { 'x-auth-token': call.caller.token }
    const { body } = await upstream.request({ url, headers, signal: call.signal, receipt: call.receipt, keys })
    return body
  }
}

/** Of the own project the token tells enough; its description is not worth a call to all who ask for a name. */
function ownProject({ caller }: Call): Project {
  return {
    id: caller.projectId,
    name: caller.projectName,
    description: null,
    domainId: caller.projectDomainId,
    enabled: true,
  }
}

function requireProjects(body: unknown): Project[] {
  const projects = decodeProjects(body)
  if (projects) return projects
  throw new UpstreamError('UPSTREAM_INVALID_RESPONSE', 'Keystone listed projects without a list.', {
    upstream: 'keystone',
  })
}

async function nullWhereHidden<Value>(found: Promise<Value>): Promise<Value | null> {
  try {
    return await nullWhereNotFound(found)
  } catch (error) {
    if (error instanceof Forbidden) return null
    throw error
  }
}
