/** What JSON lines are called: by their own name, and by that of NDJSON, which is the same. */
const LINES = ['application/jsonl', 'application/x-ndjson', 'application/jsonlines', 'application/ndjson']
const OTHERS = ['application/json', 'application/graphql-response+json', 'text/event-stream', 'multipart/mixed']

/** The name by which a client asks for JSON lines; null where it prefers, or takes as well, one answer as a whole. */
export function linesMediaType(accept: string | null): string | null {
  let best: { readonly type: string; readonly quality: number } | null = null
  for (const range of (accept ?? '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim())
    if (!LINES.includes(type) && !OTHERS.includes(type)) continue
    const quality = qualityOf(parameters)
    if (quality > (best?.quality ?? 0)) best = { type, quality }
  }
  return best !== null && LINES.includes(best.type) ? best.type : null
}

function qualityOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith('q='))
  const quality = given === undefined ? 1 : Number(given.slice(2))
  return Number.isFinite(quality) ? quality : 0
}
