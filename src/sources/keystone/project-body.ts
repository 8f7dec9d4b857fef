import type { Project } from '../../model/project.ts'
import { asBoolean, asFilledText, asList, asRecord } from '../http/untrusted.ts'

/** One of `{"project": {…}}`. */
export function decodeProject(body: unknown): Project | null {
  return decodeOne(asRecord(body)?.project)
}

/** Some of the projects of Keystone's list, or all of them. */
export type ProjectPage = {
  readonly projects: readonly Project[]
  /** Marker of the next page (Keystone 27 has them, 22 has not); null: there is none. */
  readonly next: string | null
  /** The list was cut at `list_limit`. Where there is no next page either, nothing leads to the rest. */
  readonly isTruncated: boolean
}

/** `{"projects": […], "links": {"next": …}}`; one without an id is left out. Null where the body has no such list. */
export function decodeProjects(body: unknown): ProjectPage | null {
  const record = asRecord(body)
  const list = asList(record?.projects)
  if (!list) return null
  return {
    projects: list.flatMap((item) => decodeOne(item) ?? []),
    next: markerOf(asFilledText(asRecord(record?.links)?.next)),
    isTruncated: record?.truncated === true,
  }
}

/** The marker alone: behind a proxy the rest of the link may be wrong. */
function markerOf(link: string | null): string | null {
  return link === null ? null : (URL.parse(link, 'http://keystone/')?.searchParams.get('marker') ?? null)
}

function decodeOne(value: unknown): Project | null {
  const body = asRecord(value)
  const id = asFilledText(body?.id)
  if (!body || id === null) return null
  return {
    id,
    name: asFilledText(body.name),
    description: asFilledText(body.description),
    domainId: asFilledText(body.domain_id),
    enabled: asBoolean(body.enabled),
  }
}
