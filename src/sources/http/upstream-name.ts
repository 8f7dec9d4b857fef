/** `nova`, `keystone`, `placement`, or a subgraph by the name that the supergraph has for it. */
export type UpstreamName = string

const SERVICES: ReadonlySet<string> = new Set(['nova', 'keystone', 'placement'])

/** As a person writes it, for the head of a sentence. */
export function titleOf(name: UpstreamName): string {
  if (name === 'supergraph') return 'The supergraph'
  return SERVICES.has(name) ? `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}` : `The subgraph ${name}`
}
