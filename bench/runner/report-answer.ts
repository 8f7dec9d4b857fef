import { z } from 'zod'
import type { Answer } from './contestant.ts'

const LINES = 'application/jsonl'
const PAGES = 'application/graphql-response+json'
const LINES_IF_POSSIBLE = `${LINES}, ${PAGES};q=0.9`

type Send = (variables: Readonly<Record<string, unknown>>, accept: string) => Promise<Answer>

/** The most that the gateway gives in one page. */
const PAGE = 5000

/** Asks for a whole list: as a stream of lines, or of who turns out not to stream page after page by the cursor. */
export function createReportAsker(send: Send): () => Promise<Answer> {
  let streams: boolean | null = null
  return async () => {
    if (streams !== false) {
      const answer = await send({}, LINES_IF_POSSIBLE)
      streams ??= isLines(answer)
      if (streams) return answer
    }
    return askForPages(send)
  }
}

async function askForPages(send: Send): Promise<Answer> {
  const first = await send({ first: PAGE, after: null }, PAGES)
  const bodies = [...first.bodies]
  for (let after = nextCursor(first); after !== null;) {
    const page = await send({ first: PAGE, after }, PAGES)
    bodies.push(...page.bodies)
    if (page.status !== 200) return { ...page, bodies }
    after = nextCursor(page)
  }
  return { ...first, bodies }
}

const lastLine = z.object({ '@complete': z.literal(true), count: z.number() })
const pageBody = z.object({ data: z.object({ servers: z.object({ nodes: z.array(z.unknown()) }) }) })

/**
 * What was reported, whichever way it came: JSON of one node in each line.
 * @throws Error for what is no whole report
 */
export function nodesOf(answer: Answer): string {
  if (isLines(answer)) {
    const lines = Buffer.concat(answer.bodies).toString().trimEnd().split('\n')
    const { count } = lastLine.parse(JSON.parse(lines.pop() ?? ''))
    if (count !== lines.length) throw new Error(`The last line counts ${count} of ${lines.length} lines`)
    return lines.join('\n')
  }
  return answer.bodies
    .flatMap((body) => pageBody.parse(JSON.parse(body.toString())).data.servers.nodes)
    .map((node) => JSON.stringify(node))
    .join('\n')
}

export function isLines({ contentType }: Answer): boolean {
  return contentType.startsWith(LINES)
}

/** Read off the end of the body: parsing all of it would cost this process more than some rivals. */
function nextCursor({ bodies }: Answer): string | null {
  const end = bodies.at(-1)?.subarray(-1000).toString() ?? ''
  const [, hasNextPage, endCursor = 'null'] =
    /"pageInfo":\{"hasNextPage":(true|false),"endCursor":("[^"]*"|null)\}/.exec(end) ?? []
  return hasNextPage === 'true' ? z.string().nullable().parse(JSON.parse(endCursor)) : null
}
