import type { z } from 'zod'
import type { Answer } from './answer.ts'
import { ask, valueOf } from './answer.ts'
import type { AggregateBody, FlavorBody, HypervisorBody, ServerBody, ServiceBody } from './nova-body.ts'
import {
  AGGREGATES_BODY,
  FLAVORS_BODY,
  HYPERVISORS_BODY,
  SERVERS_BODY,
  SERVICES_BODY,
  VERSION_BODY,
} from './nova-body.ts'

/** All that Nova's API shows to one caller. */
export type NovaTruth = {
  /** Of the token's own project. A token without one gets stubs of everybody's. */
  readonly servers: Answer<readonly ServerBody[]>
  /** With `all_tenants=1`. */
  readonly serversOfAllProjects: Answer<readonly ServerBody[]>
  readonly hypervisors: Answer<readonly HypervisorBody[]>
  readonly services: Answer<readonly ServiceBody[]>
  readonly aggregates: Answer<readonly AggregateBody[]>
  /** With `is_public=None`: for an admin the private ones too. */
  readonly flavors: Answer<readonly FlavorBody[]>
}

export type Microversions = { readonly min: string; readonly max: string }

export async function readMicroversions(novaUrl: string, token: string): Promise<Microversions> {
  const { version } = valueOf(await ask(`${novaUrl}/`, token, null, VERSION_BODY), 'microversions of Nova')
  return { min: version.min_version, max: version.version }
}

/** Everything is asked at the newest microversion but hypervisors, which send their capacity up to 2.87. */
export async function readNova(novaUrl: string, token: string, { max }: Microversions): Promise<NovaTruth> {
  const newest = `compute ${max}`
  const withCapacity = `compute ${older(max, '2.87')}`
  const pages = <Page, Item>(path: string, microversion: string, body: z.ZodType<Page>, read: Reader<Page, Item>) =>
    askPages(`${novaUrl}${path}`, token, microversion, body, read)
  const servers: Reader<z.infer<typeof SERVERS_BODY>, ServerBody> = (page) => [page.servers, page.servers_links]
  return {
    servers: await pages('/servers/detail', newest, SERVERS_BODY, servers),
    serversOfAllProjects: await pages('/servers/detail?all_tenants=1', newest, SERVERS_BODY, servers),
    hypervisors: await pages('/os-hypervisors/detail', withCapacity, HYPERVISORS_BODY, (page) => [
      page.hypervisors,
      page.hypervisors_links,
    ]),
    services: await pages('/os-services', newest, SERVICES_BODY, (page) => [page.services]),
    aggregates: await pages('/os-aggregates', newest, AGGREGATES_BODY, (page) => [page.aggregates]),
    flavors: await pages('/flavors/detail?is_public=None', newest, FLAVORS_BODY, (page) => [
      page.flavors,
      page.flavors_links,
    ]),
  }
}

type Links = readonly { readonly rel: string; readonly href: string }[]
type Reader<Page, Item> = (page: Page) => readonly [items: readonly Item[], links?: Links | undefined]

/** Follows Nova's own links to the last page. */
async function askPages<Page, Item>(
  url: string,
  token: string,
  microversion: string,
  body: z.ZodType<Page>,
  read: Reader<Page, Item>,
): Promise<Answer<Item[]>> {
  const all: Item[] = []
  for (let next: string | undefined = url; next !== undefined;) {
    const answer: Answer<Page> = await ask(next, token, microversion, body)
    if (answer.message !== null) return answer
    const [items, links] = read(answer.value)
    all.push(...items)
    next = links?.find((link) => link.rel === 'next')?.href
  }
  return { status: 200, value: all, message: null }
}

function older(a: string, b: string): string {
  const minor = (version: string) => Number(version.split('.')[1])
  return minor(a) < minor(b) ? a : b
}
