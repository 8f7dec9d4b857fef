import type { Call } from '../model/call.ts'
import type { Project } from '../model/project.ts'
import type { Access } from '../policy/access.ts'
import type { Keystone } from '../sources/keystone/keystone.ts'
import { createPeekLoader, type PeekLoader } from './peek-loader.ts'

/** Null: Keystone does not tell this caller, or has no such project. */
export function createProjectLoader(
  keystone: Keystone,
  call: Call,
  access: Access,
): PeekLoader<string, Project | null> {
  const mayList = access.may('identity:list_projects')
  return createPeekLoader((ids: readonly string[]) => keystone.findProjectsByIds(call, ids, { mayList }))
}
