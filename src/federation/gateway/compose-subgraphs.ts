import { GraphQLError, parse, type DocumentNode } from 'graphql'
import { composeServices } from './compose-services.ts'

/** The SDL of a subgraph, and where it was read. */
export type SubgraphSdl = {
  readonly name: string
  readonly url: string
  readonly sdl: string
  /** For who has to mend it: a file, an address. */
  readonly place: string
}

/** What keeps subgraphs from being one graph, all of it, each with its place. */
export class CompositionError extends Error {
  override readonly name = 'CompositionError'
  readonly faults: readonly string[]
  /** What it is made of could not be read: another time it may be. */
  readonly mayPass: boolean

  constructor(faults: readonly string[], { mayPass = false } = {}) {
    super(`The subgraphs do not compose:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
    this.mayPass = mayPass
  }
}

/**
 * The SDL of the supergraph.
 * @throws CompositionError
 */
export function composeSubgraphs(subgraphs: readonly SubgraphSdl[]): string {
  const faults: string[] = []
  const services = subgraphs.flatMap(({ name, url, sdl, place }) => {
    const typeDefs = parseSdl(sdl, `${name} (${place})`, faults)
    return typeDefs === null ? [] : [{ name, url, typeDefs }]
  })
  const { supergraph, errors } = composeServices(services)
  if (faults.length > 0) {
    // Without those that cannot be read, what others say of themselves can be told, and nothing of what they are together.
    const ofThemselves = (errors ?? []).filter(({ message }) => message.startsWith('['))
    throw new CompositionError([...faults, ...ofThemselves.map(describe)])
  }
  if (supergraph !== null) return supergraph
  throw new CompositionError(errors.map(describe))
}

function parseSdl(sdl: string, place: string, faults: string[]): DocumentNode | null {
  try {
    return parse(sdl)
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const [at] = error.locations ?? []
    faults.push(`${place}${at ? `, line ${at.line}, column ${at.column}` : ''}: ${error.message}`)
    return null
  }
}

/** The composer names the subgraph, the type and the field in its words. */
function describe({ message, extensions, locations }: GraphQLError): string {
  const [at] = locations ?? []
  const code = typeof extensions.code === 'string' ? `${extensions.code}: ` : ''
  return `${code}${message}${at ? ` (line ${at.line}, column ${at.column})` : ''}`
}
