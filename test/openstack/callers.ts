import { openCallers, type Callers } from '../support/callers.ts'
import { openCloud, RELEASES, type Cloud, type Release } from './cloud.ts'

/** Every kind of caller of the real OpenStack, under the names that the demo cloud's have. @throws Error naming the variables that are missing */
export function openRealCallers(variables: Readonly<Record<string, string | undefined>> = process.env): Callers {
  const missing: string[] = []
  const required = (name: string): string => {
    const value = variables[name]
    if (value === undefined || value === '') missing.push(name)
    return value ?? ''
  }
  const cloud = {
    authUrl: required('OPENSTACK_AUTH_URL'),
    passwords: {
      admin: required('OPENSTACK_ADMIN_PASSWORD'),
      alice: required('OPENSTACK_ALICE_PASSWORD'),
      bob: required('OPENSTACK_BOB_PASSWORD'),
      carol: required('OPENSTACK_CAROL_PASSWORD'),
      dave: required('OPENSTACK_DAVE_PASSWORD'),
      erin: required('OPENSTACK_ERIN_PASSWORD'),
      auditor: required('OPENSTACK_AUDITOR_PASSWORD'),
    },
    projects: { admin: 'admin', alice: 'project-a', bob: 'project-b' },
  }
  if (missing.length > 0) {
    throw new Error(`No OpenStack to ask: ${missing.join(', ')} not set. "node test/openstack/run.ts" starts one.`)
  }
  return openCallers(cloud)
}

/**
 * Runs `work` while the OpenStack of the suites judges its callers as `policy` says, and leaves it as it was. Switching takes some ten
 * seconds each way; tokens stay good.
 */
export async function withPolicy<Value>(policy: 'strict' | 'usual', work: () => Promise<Value>): Promise<Value> {
  const cloud = openCloudOfSuites()
  const before = await cloud.policy()
  await cloud.setPolicy(policy)
  try {
    return await work()
  } finally {
    await cloud.setPolicy(before)
  }
}

/** The scripts of the OpenStack that the suites run against. */
export function openCloudOfSuites(): Cloud {
  return openCloud(releaseOf(process.env.OPENSTACK_RELEASE))
}

function releaseOf(name: string | undefined): Release {
  const release = RELEASES.find((each) => each === name)
  if (release === undefined)
    throw new Error(`OPENSTACK_RELEASE is ${String(name)}: "node test/openstack/run.ts" sets it`)
  return release
}
