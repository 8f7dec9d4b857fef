import { Forbidden, UpstreamError } from '../../errors.ts'
import { errandOf, type Call } from '../../model/call.ts'
import type { Project } from '../../model/project.ts'
import { below, isSegment } from '../http/below.ts'
import { nullWhereNotFound } from '../http/refusal.ts'
import { AT_ONCE, sideBySide } from '../http/side-by-side.ts'
import type { Upstream } from '../http/upstream.ts'
import { createAuthenticate, createProbe, createSignOut } from './authenticate.ts'
import { keystoneV3 } from './catalog.ts'
import type { Keystone } from './keystone.ts'
import { decodeProject, decodeProjects, type ProjectPage } from './project-body.ts'
import { createSignIn } from './sign-in.ts'
import { createTokenCache } from './token-cache.ts'

/** Projects that are asked for one by one where Keystone's list ends too early. */
const MOST_ASKED_SINGLY = 32

/** Keystone as callers need it: each call bears the caller's own token. */
export function createKeystone(options: {
  readonly authUrl: URL
  readonly upstream: Upstream
  readonly now?: () => number
}): Keystone {
  const { upstream, now = Date.now } = options
  const keystone = keystoneV3(options.authUrl)
  const cache = createTokenCache(now)

  return {
    authenticate: createAuthenticate({ upstream, keystone, cache, now }),
    probe: createProbe({ upstream, keystone }),
    signIn: createSignIn({ upstream, keystone, now }),
    signOut: createSignOut({ upstream, keystone, cache }),
    findProjectsByIds,
    close: () => upstream.close(),
  }

  async function findProjectsByIds(
    call: Call,
    ids: readonly string[],
    { mayList }: { readonly mayList: boolean },
  ): Promise<readonly (Project | null | Error)[]> {
    const others = [...new Set(ids)].filter((id) => id !== call.caller.projectId && isSegment(id))
    const found = mayList && others.length > 0 ? await findOthers(call, others) : new Map<string, Project | Error>()
    return ids.map((id) => (id === call.caller.projectId ? ownProject(call) : (found.get(id) ?? null)))
  }

  /** Keystone's list is one page as a rule, whatever its length, so that from two projects on it is the plan with the fewest calls. */
  async function findOthers(call: Call, ids: readonly string[]): Promise<Map<string, Project | Error>> {
    const [only] = ids
    if (only === undefined || ids.length > 1) return findInList(call, ids, { singly: true })
    try {
      const project = await nullWhereNotFound(get(call, below(keystone, 'projects', only), 1).then(decodeProject))
      return new Map(project === null ? [] : [[only, project]])
    } catch (error) {
      call.signal.throwIfAborted()
      // Keystone 22 with its new defaults refuses an admin of a project one project, and lists all of them.
      if (error instanceof Forbidden) return findInList(call, ids, { singly: false })
      if (!(error instanceof Error)) throw error
      return new Map([[only, error]])
    }
  }

  /** @param singly whether those that the list leaves out are asked for one by one. */
  async function findInList(
    call: Call,
    ids: readonly string[],
    { singly }: { readonly singly: boolean },
  ): Promise<Map<string, Project | Error>> {
    const wanted = new Set(ids)
    const found = new Map<string, Project | Error>()
    let marker: string | null = null
    do {
      const page: ProjectPage | null = await nullWhereHidden(listProjects(call, marker, wanted.size))
      if (page === null) return found
      for (const project of page.projects) if (wanted.delete(project.id)) found.set(project.id, project)
      marker = page.next === marker ? null : page.next
      // With a marker it is a full page and no more; that is also called truncated.
      if (singly && page.isTruncated && marker === null)
        return new Map([...found, ...(await findSingly(call, [...wanted]))])
      // The last few of a large cloud are not worth its other pages.
      if (singly && marker !== null && wanted.size <= AT_ONCE)
        return new Map([...found, ...(await findSingly(call, [...wanted]))])
    } while (marker !== null && wanted.size > 0)
    return found
  }

  async function listProjects(call: Call, marker: string | null, keys: number): Promise<ProjectPage> {
    const url = below(keystone, 'projects')
    // Keystone 27 ends a list at `max_db_limit` (1000) without a word, unless a limit is asked for; 22 heeds none.
    url.searchParams.set('limit', '1000')
    if (marker !== null) url.searchParams.set('marker', marker)
    return requireProjects(await get(call, url, keys))
  }

  async function findSingly(call: Call, ids: readonly string[]): Promise<Map<string, Project | Error>> {
    const asked = ids.slice(0, MOST_ASKED_SINGLY)
    const answers = await sideBySide(asked, call.signal, (id) =>
      nullWhereHidden(get(call, below(keystone, 'projects', id), 1).then(decodeProject)),
    )
    const found = new Map<string, Project | Error>(ids.slice(asked.length).map((id) => [id, cutShort()]))
    asked.forEach((id, index) => {
      const answer = answers[index]
      if (answer) found.set(id, answer)
    })
    return found
  }

  async function get(call: Call, url: URL, keys: number): Promise<unknown> {
    const { caller } = call
    const headers = { 'x-auth-token': caller.token }
    const hasAccessRules = caller.accessRules !== null
    const { body } = await upstream.request({ url, headers, ...errandOf(call), keys, hasAccessRules })
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

function requireProjects(body: unknown): ProjectPage {
  const page = decodeProjects(body)
  if (page) return page
  throw new UpstreamError('UPSTREAM_INVALID_RESPONSE', 'Keystone listed projects without a list.', {
    upstream: 'keystone',
  })
}

function cutShort(): UpstreamError {
  return new UpstreamError(
    'UPSTREAM_PARTIAL',
    `Keystone cuts its list of projects short ([DEFAULT]list_limit), and only ${MOST_ASKED_SINGLY} projects that it leaves out are asked for singly: ask for fewer at a time.`,
    { upstream: 'keystone' },
  )
}

async function nullWhereHidden<Value>(found: Promise<Value>): Promise<Value | null> {
  try {
    return await nullWhereNotFound(found)
  } catch (error) {
    if (error instanceof Forbidden) return null
    throw error
  }
}
