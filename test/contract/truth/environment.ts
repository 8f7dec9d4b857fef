/** Where the cloud is and who may be asked for the truth. Its parts come from the environment that the cloud's own scripts print. */
export type TruthEnvironment = {
  readonly authUrl: string
  readonly region: string
  readonly passwords: Readonly<Record<UserName, string>>
  /** By name; carol's is alice's. */
  readonly projects: Readonly<Record<'admin' | 'alice' | 'bob', string>>
  /** Databases as `mysql://…` or `sqlite:PATH`, read by a user that sees whole tables: not the gateway's. */
  readonly cellUrl: string
  /** Where Nova keeps the servers that no host could take; null where the cloud has none. */
  readonly cell0Url: string | null
}

export const USER_NAMES = ['admin', 'alice', 'bob', 'carol', 'auditor'] as const
export type UserName = (typeof USER_NAMES)[number]

/** @throws Error naming every variable that is missing. */
export function readTruthEnvironment(variables: Readonly<Record<string, string | undefined>>): TruthEnvironment {
  const missing: string[] = []
  const required = (name: string): string => {
    const value = variables[name]
    if (value === undefined || value === '') missing.push(name)
    return value ?? ''
  }
  const environment: TruthEnvironment = {
    authUrl: required('OPENSTACK_AUTH_URL'),
    region: required('OPENSTACK_REGION'),
    passwords: {
      admin: required('OPENSTACK_ADMIN_PASSWORD'),
      alice: required('OPENSTACK_ALICE_PASSWORD'),
      bob: required('OPENSTACK_BOB_PASSWORD'),
      carol: required('OPENSTACK_CAROL_PASSWORD'),
      auditor: required('OPENSTACK_AUDITOR_PASSWORD'),
    },
    projects: { admin: 'admin', alice: 'project-a', bob: 'project-b' },
    cellUrl: required('OPENSTACK_TRUTH_CELL_URL'),
    cell0Url: variables.OPENSTACK_TRUTH_CELL0_URL ?? null,
  }
  if (missing.length > 0) {
    throw new Error(`No OpenStack to ask: ${missing.join(', ')} not set. "node test/openstack/run.ts" starts one.`)
  }
  return environment
}
