import type { Answer } from './answer.ts'
import { valueOf } from './answer.ts'
import type { CellTruth, InstanceRow } from './cell.ts'
import { readCell, readInstances } from './cell.ts'
import type { TruthEnvironment } from './environment.ts'
import type { CallerName, ProjectBody, SignIn } from './keystone.ts'
import { askProjects, CALLERS, findEndpoint, scopeOf, signIn } from './keystone.ts'
import type { Microversions, NovaTruth } from './nova.ts'
import { readMicroversions, readNova } from './nova.ts'
import type { ProviderTruth } from './placement.ts'
import { readPlacement } from './placement.ts'

/**
 * What a cloud itself says of its servers, hypervisors and PCI devices, to each caller: the ground that the gateway's
 * answers are compared with. Nothing here knows the gateway or shares code with it.
 */
export type Truth = {
  readonly novaUrl: string
  readonly placementUrl: string | null
  readonly microversions: Microversions
  readonly callers: Readonly<Record<CallerName, CallerTruth>>
  /** Every project, as admin. */
  readonly projects: readonly ProjectBody[]
  readonly cell: CellTruth
  /** Servers that no host could take; null where the cloud has no cell0. */
  readonly cell0: readonly InstanceRow[] | null
  /** As admin. Empty where the catalog has no Placement. */
  readonly providers: readonly ProviderTruth[]
}

export type CallerTruth = SignIn & NovaTruth & { readonly projects: Answer<readonly ProjectBody[]> }

/** Reads it all, one part after another: of a cloud in motion, each part is of its own moment. */
export async function readTruth(environment: TruthEnvironment): Promise<Truth> {
  const { authUrl, region, passwords, projects } = environment
  const signInAs = (name: CallerName) => {
    const { user } = CALLERS[name]
    return signIn(authUrl, user, passwords[user], scopeOf(name, projects))
  }
  const admin = await signInAs('admin')
  const novaUrl = findEndpoint(admin.body, 'compute', region)
  if (novaUrl === null) throw new Error(`The catalog has no public endpoint of type compute in ${region}`)
  const placementUrl = findEndpoint(admin.body, 'placement', region)
  const microversions = await readMicroversions(novaUrl, admin.token)

  const readCaller = async (name: CallerName): Promise<CallerTruth> => {
    const session = name === 'admin' ? admin : await signInAs(name)
    const projects = await askProjects(authUrl, session.token)
    return { ...session, projects, ...(await readNova(novaUrl, session.token, microversions)) }
  }
  const callers: Record<CallerName, CallerTruth> = {
    admin: await readCaller('admin'),
    alice: await readCaller('alice'),
    bob: await readCaller('bob'),
    carol: await readCaller('carol'),
    auditor: await readCaller('auditor'),
    unscoped: await readCaller('unscoped'),
  }

  return {
    novaUrl,
    placementUrl,
    microversions,
    callers,
    projects: valueOf(callers.admin.projects, 'projects'),
    cell: await readCell(environment.cellUrl),
    cell0: environment.cell0Url === null ? null : await readInstances(environment.cell0Url),
    providers: placementUrl === null ? [] : await readPlacement(placementUrl, admin.token),
  }
}
