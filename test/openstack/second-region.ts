import { z } from 'zod'
import { findEndpoint, signIn } from '../contract/truth/keystone.ts'
import type { TruthEnvironment } from '../contract/truth/environment.ts'
import { ask } from './ask.ts'

export const SECOND_REGION = 'pcigraph-test'

/** A region whose compute endpoint is the gateway, as operators can offer one to every client; its images are the first region's. */
export async function openSecondRegion(environment: TruthEnvironment, computeUrl: string): Promise<AsyncDisposable> {
  const { authUrl, region, passwords, projects } = environment
  const { token, body } = await signIn(authUrl, 'admin', passwords.admin, { project: projects.admin })
  const keystone = async (method: string, path: string, json?: object): Promise<unknown> => {
    const answer = await ask(authUrl, path, { token, method, ...(json && { json }) })
    if (answer.status >= 300) throw new Error(`${method} ${path} of Keystone: ${answer.status} ${answer.text}`)
    return answer.body
  }
  const close = async () => {
    const { endpoints } = ENDPOINTS.parse(await keystone('GET', `/endpoints?region_id=${SECOND_REGION}`))
    for (const { id } of endpoints) await keystone('DELETE', `/endpoints/${id}`)
    await keystone('DELETE', `/regions/${SECOND_REGION}`)
  }

  // What a run that was cut short left.
  const left = await ask(authUrl, `/regions/${SECOND_REGION}`, { token })
  if (left.status === 200) await close()
  await keystone('POST', '/regions', { region: { id: SECOND_REGION, description: 'pcigraph in place of Nova' } })
  for (const [type, url] of [
    ['compute', computeUrl],
    ['image', findEndpoint(body, 'image', region)],
  ] as const) {
    const { services } = SERVICES.parse(await keystone('GET', `/services?type=${type}`))
    for (const serviceInterface of ['public', 'internal', 'admin']) {
      await keystone('POST', '/endpoints', {
        endpoint: { service_id: services[0]?.id, interface: serviceInterface, region_id: SECOND_REGION, url },
      })
    }
  }
  return { [Symbol.asyncDispose]: close }
}

const ENDPOINTS = z.looseObject({ endpoints: z.array(z.looseObject({ id: z.string() })) })
const SERVICES = z.looseObject({ services: z.array(z.looseObject({ id: z.string() })) })
