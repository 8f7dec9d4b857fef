export type UpstreamName = 'nova' | 'keystone' | 'placement'

/** As a person writes it, for the head of a sentence. */
export function titleOf(name: UpstreamName): string {
  return name[0]?.toUpperCase() + name.slice(1)
}
