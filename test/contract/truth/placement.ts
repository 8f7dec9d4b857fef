import { z } from 'zod'
import { ask, valueOf } from './answer.ts'

/** One resource provider: a compute node, or a PCI device (a physical function, for virtual ones) below it. */
export type ProviderTruth = {
  readonly uuid: string
  readonly name: string
  /** Null: a compute node. */
  readonly parentUuid: string | null
  readonly rootUuid: string
  /** By resource class. */
  readonly inventories: Readonly<Record<string, InventoryBody>>
  readonly usages: Readonly<Record<string, number>>
  readonly traits: readonly string[]
  /** What each consumer (a server or a migration) holds of it, by resource class. */
  readonly allocations: Readonly<Record<string, Readonly<Record<string, number>>>>
}

const INVENTORY = z.looseObject({ total: z.number(), reserved: z.number(), allocation_ratio: z.number() })
export type InventoryBody = z.infer<typeof INVENTORY>

const VERSIONS_BODY = z.object({ versions: z.array(z.looseObject({ max_version: z.string() })).min(1) })
const AMOUNTS = z.record(z.string(), z.number())
const PROVIDERS_BODY = z.object({
  resource_providers: z.array(
    z.looseObject({
      uuid: z.string(),
      name: z.string(),
      parent_provider_uuid: z.string().nullable(),
      root_provider_uuid: z.string(),
    }),
  ),
})
const INVENTORIES_BODY = z.looseObject({ inventories: z.record(z.string(), INVENTORY) })
const USAGES_BODY = z.looseObject({ usages: AMOUNTS })
const TRAITS_BODY = z.looseObject({ traits: z.array(z.string()) })
const ALLOCATIONS_BODY = z.looseObject({
  allocations: z.record(z.string(), z.looseObject({ resources: AMOUNTS })),
})

/** Every resource provider, as an admin sees it. */
export async function readPlacement(placementUrl: string, token: string): Promise<ProviderTruth[]> {
  const { versions } = valueOf(await ask(`${placementUrl}/`, token, null, VERSIONS_BODY), 'versions of Placement')
  const newest = `placement ${versions[0]?.max_version ?? '1.0'}`
  const get = async <Body>(path: string, body: z.ZodType<Body>): Promise<Body> =>
    valueOf(await ask(`${placementUrl}/resource_providers${path}`, token, newest, body), `Placement ${path}`)

  const providers: ProviderTruth[] = []
  for (const provider of (await get('', PROVIDERS_BODY)).resource_providers) {
    const [{ inventories }, { usages }, { traits }, { allocations }] = await Promise.all([
      get(`/${provider.uuid}/inventories`, INVENTORIES_BODY),
      get(`/${provider.uuid}/usages`, USAGES_BODY),
      get(`/${provider.uuid}/traits`, TRAITS_BODY),
      get(`/${provider.uuid}/allocations`, ALLOCATIONS_BODY),
    ])
    providers.push({
      uuid: provider.uuid,
      name: provider.name,
      parentUuid: provider.parent_provider_uuid,
      rootUuid: provider.root_provider_uuid,
      inventories,
      usages,
      traits,
      allocations: Object.fromEntries(Object.entries(allocations).map(([id, { resources }]) => [id, resources])),
    })
  }
  return providers
}
