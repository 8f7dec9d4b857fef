import type { Project } from '../../model/project.ts'
import { asBoolean, asFilledText, asList, asRecord } from '../http/untrusted.ts'

/** One of `{"project": {…}}`. */
export function decodeProject(body: unknown): Project | null {
  return decodeOne(asRecord(body)?.project)
}

/** `{"projects": […]}`; one without an id is left out. Null where the body has no such list. */
export function decodeProjects(body: unknown): Project[] | null {
  return asList(asRecord(body)?.projects)?.flatMap((item) => decodeOne(item) ?? []) ?? null
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
