import { createHash } from 'node:crypto'
import type { GraphQLSchema } from 'graphql'
import type { Pool } from 'undici'
import { arbitraryDocument, type DocumentValues } from '../support/arbitrary-documents.ts'
import { pick, upTo, type Random } from './hostile-documents.ts'

/** What became of one request of the load. */
export type Asked = {
  readonly what: string
  readonly sentAt: number
  readonly endedAt: number
  /** Null: no answer, or not all of one. */
  readonly status: number | null
  /** The head of an answer came, and not all of its body. */
  readonly isBrokenOff: boolean
  /** Whether the client itself went away. */
  readonly isAborted: boolean
  /** Why there is no answer; else what was answered. */
  readonly text: string
}

export type LoadOptions = {
  readonly pool: Pool
  readonly random: Random
  readonly schema: GraphQLSchema
  readonly values: DocumentValues
  readonly tokens: readonly string[]
  /** A client that waits for longer has been forgotten. */
  readonly patienceMs: number
  /** What part of the clients goes away before the answer. @default 0.05 */
  readonly aborted?: number
}

/** So many clients that ask one thing after the other, as different as they come, until they are told to stop or cannot go on. */
export async function load(
  clients: number,
  options: LoadOptions,
  goesOn: () => boolean,
  tell: (asked: Asked) => void,
): Promise<void> {
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (goesOn()) tell(await ask(options))
    }),
  )
}

async function ask({ pool, random, schema, values, tokens, patienceMs, aborted = 0.05 }: LoadOptions): Promise<Asked> {
  const [what, path, body] = pick(random, SHAPES)(random, schema, values)
  const gone = new AbortController()
  const isAborted = random() < aborted
  const patience = setTimeout(() => gone.abort(), isAborted ? upTo(random, 60) : patienceMs)
  const sentAt = performance.now()
  let isBrokenOff = false
  try {
    const answer = await pool.request({
      method: body === null ? 'GET' : 'POST',
      path,
      headers: {
        'x-auth-token': pick(random, tokens),
        ...(body !== null && { 'content-type': 'application/json' }),
      },
      body,
      signal: gone.signal,
    })
    isBrokenOff = true
    const text = await answer.body.text()
    return { what, sentAt, endedAt: performance.now(), status: answer.statusCode, isBrokenOff: false, isAborted, text }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    return { what, sentAt, endedAt: performance.now(), status: null, isBrokenOff, isAborted, text: `${path}: ${text}` }
  } finally {
    clearTimeout(patience)
  }
}

type Shape = (
  random: Random,
  schema: GraphQLSchema,
  values: DocumentValues,
) => readonly [what: string, path: string, body: string | null]

const QUESTIONS = [
  '{ servers(first: 10) { nodes { id name status pciDevices { address product { name } } } } }',
  '{ hypervisors { nodes { hostname servers(first: 5) { nodes { name } } pciStats { free } } } }',
  '{ pciDevices(first: 50, filter: { status: { eq: ALLOCATED } }) { totalCount nodes { id server { name } } } }',
  '{ pciDeviceGroups(by: [PRODUCT, STATUS]) { nodes { count } } }',
  '{ cloud { name } servers { nodes { project { name } hypervisor { hostname } } } }',
]

const fixed: Shape = (random) => ['question', '/graphql', JSON.stringify({ query: pick(random, QUESTIONS) })]

const SHAPES: readonly Shape[] = [
  fixed,
  fixed,
  (random, schema, values) => [
    'any question',
    '/graphql',
    JSON.stringify({ query: arbitraryDocument(schema, random, values) }),
  ],
  (random) => ['GET', `/graphql?query=${encodeURIComponent(pick(random, QUESTIONS))}`, null],
  (random) => {
    const query = pick(random, QUESTIONS)
    const sha256Hash = createHash('sha256').update(query).digest('hex')
    const extensions = { persistedQuery: { version: 1, sha256Hash } }
    return ['persisted', '/graphql', JSON.stringify({ extensions, ...(random() < 0.5 && { query }) })]
  },
  (random, _schema, values) => [
    'REST',
    pick(random, [
      '/v2.1/os-pci',
      '/v2.1/os-pci/detail?limit=20',
      '/v2.1/servers/detail',
      '/v2.1/os-hypervisors/detail',
      `/v2.1/servers/${pick(random, values.serverIds)}`,
      '/v2.1/flavors',
    ]),
    null,
  ],
]
