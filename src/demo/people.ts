import type { Cloud, DemoProject, DemoUser } from './cloud.ts'

/** What an operator does to people while they are signed in. */
export type DemoPeople = {
  disableUser(name: string): void
  disableProject(id: string): void
  /** Takes away all that a user may on projects, and with it the user's application credentials. */
  removeRoles(name: string): void
  /** Takes all of that back; what was signed in before is good again. */
  restore(): void
}

/** Who has not been disabled or removed meanwhile. */
export type Standing = {
  isEnabled(user: DemoUser): boolean
  isProjectEnabled(project: DemoProject): boolean
  projectRolesOf(user: DemoUser): ReadonlyMap<string, readonly string[]>
}

export function createPeople(cloud: Cloud): { readonly people: DemoPeople; readonly standing: Standing } {
  const disabledUsers = new Set<DemoUser>()
  const disabledProjects = new Set<string>()
  const withoutRoles = new Set<DemoUser>()

  function userOf(name: string): DemoUser {
    const found = cloud.users.find((user) => user.name === name)
    if (found === undefined) throw new Error(`the demo cloud has no user ${name}`)
    return found
  }

  return {
    people: {
      disableUser: (name) => void disabledUsers.add(userOf(name)),
      disableProject: (id) => void disabledProjects.add(id),
      removeRoles: (name) => void withoutRoles.add(userOf(name)),
      restore() {
        disabledUsers.clear()
        disabledProjects.clear()
        withoutRoles.clear()
      },
    },
    standing: {
      isEnabled: (user) => !disabledUsers.has(user),
      isProjectEnabled: (project) => !disabledProjects.has(project.id),
      projectRolesOf: (user) => (withoutRoles.has(user) ? NO_ROLES : user.projectRoles),
    },
  }
}

const NO_ROLES: ReadonlyMap<string, readonly string[]> = new Map()
