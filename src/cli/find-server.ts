import { isUuid } from '../model/uuid.ts'
import { FindServersDocument } from './documents.generated.ts'
import { CommandFailure } from './failure.ts'
import type { Session } from './session.ts'

/**
 * The id of the server that an argument means: its UUID, or a name that only one server has.
 * @throws CommandFailure 4 where there is none, 2 naming the candidates where there are several.
 */
export async function findServerId({ ask }: Session, given: string, allProjects: boolean): Promise<string> {
  if (isUuid(given)) return given.toLowerCase()
  const found = await ask(
    FindServersDocument,
    { name: given, scope: allProjects ? 'ALL' : 'PROJECT' },
    (data) => data.servers,
  )
  // Whether capitals count is for Nova's database to say; where both are there, the exact one is meant.
  const nodes = found?.nodes ?? []
  const exact = nodes.filter(({ name }) => name === given)
  const meant = exact.length > 0 ? exact : nodes
  const [first] = meant
  if (first === undefined) {
    throw new CommandFailure(
      4,
      `No server is named ${given}${allProjects ? '' : ' in your project: --all-projects looks in every one, where you may'}.`,
    )
  }
  if (meant.length === 1) return first.id
  const candidates = meant.map(
    ({ id, statusText, projectId }) => `${id} (${statusText ?? 'UNKNOWN'}, project ${projectId ?? 'unknown'})`,
  )
  throw new CommandFailure(2, `Several servers are named ${given}, name one by its id: ${listed(candidates)}.`)
}

/** The first ten, and whether there are more. */
export function listed(candidates: readonly string[]): string {
  return candidates.slice(0, 10).join(', ') + (candidates.length > 10 ? ' and more' : '')
}
