import { isUuid } from '../model/uuid.ts'
import { FindHypervisorsDocument } from './documents.generated.ts'
import { CommandFailure } from './failure.ts'
import { listed } from './find-server.ts'
import type { Session } from './session.ts'

/**
 * The id of the hypervisor that an argument means: its UUID, its hostname, the first part of it, or its service host.
 * @throws CommandFailure 4 where there is none, 2 naming the candidates where there are several.
 */
export async function findHypervisorId({ ask }: Session, given: string): Promise<string> {
  if (isUuid(given)) return given.toLowerCase()
  const filter = {
    or: [{ hostname: { eq: given } }, { host: { eq: given } }, { hostname: { startsWith: `${given}.` } }],
  }
  const found = await ask(FindHypervisorsDocument, { filter }, (data) => data.hypervisors)
  const nodes = found?.nodes ?? []
  const exact = nodes.filter(({ hostname }) => hostname === given)
  const meant = exact.length > 0 ? exact : nodes
  const [first] = meant
  if (first === undefined) {
    const hint = /^\d+$/.test(given) ? ' Hypervisors have UUIDs since Nova 2.53, and integer ids no more.' : ''
    throw new CommandFailure(4, `No hypervisor is named ${given}.${hint} pcigraph hypervisor-list shows them.`)
  }
  if (meant.length === 1) return first.id
  const candidates = meant.map(({ id, hostname }) => `${hostname ?? 'nameless'} (${id})`)
  throw new CommandFailure(
    2,
    `Several hypervisors could be meant by ${given}, name one by its id: ${listed(candidates)}.`,
  )
}
