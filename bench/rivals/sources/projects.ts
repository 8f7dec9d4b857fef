import type { CloudClient } from './cloud-client.ts'
import { HttpFault, readJson } from './http-fault.ts'

type ProjectsBody = { readonly projects: readonly { readonly id: string; readonly name: string }[] }

/** Names of all projects, by id: one call, where asking for each would be many. */
export async function listProjectNames(
  cloud: CloudClient,
  authUrl: string,
  token: string,
): Promise<ReadonlyMap<string, string>> {
  const { projects } = readJson<ProjectsBody>(await cloud.get(`${authUrl}/projects`, { 'x-auth-token': token }), 502)
  if (projects === undefined) throw new HttpFault(502, 'Keystone answered without projects')
  return new Map(projects.map(({ id, name }) => [id, name]))
}
