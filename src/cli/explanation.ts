import { z } from 'zod'

const Range = z.object({ atLeast: z.number(), atMost: z.number().nullable() })
const Explained = z.object({
  explain: z.object({
    denied: z.array(
      z.object({
        path: z.array(z.string()),
        why: z.string(),
        code: z.string().nullable(),
        decidedBy: z.string(),
      }),
    ),
    levels: z.array(
      z.object({
        level: z.number(),
        fetches: z.array(
          z.object({ upstream: z.string(), asks: z.string(), fields: z.array(z.string()), calls: Range }),
        ),
      }),
    ),
    total: z.object({ calls: z.record(z.string(), Range) }),
    cost: z.object({ estimate: z.number(), max: z.number(), dearest: z.string() }),
  }),
})

/** `extensions.explain` as people read it; null where the answer has none. */
export function describeExplanation(extensions: unknown): string | null {
  const explain = Explained.safeParse(extensions).data?.explain
  if (explain === undefined) return null
  const { denied, levels, total, cost } = explain
  return [
    ...denied.map(describeDenial),
    ...(denied.length > 0 ? [''] : []),
    ...levels.flatMap(({ level, fetches }) =>
      fetches.map(
        ({ upstream, asks, fields, calls }) =>
          `${level}. ${upstream}: ${asks}: ${describeRange(calls)}${fields.length > 0 ? `\n   for ${fields.join(', ')}` : ''}`,
      ),
    ),
    '',
    `In all: ${Object.entries(total.calls)
      .map(([upstream, calls]) => `${upstream} ${describeRange(calls)}`)
      .join(', ')}.`,
    `Cost: ${cost.estimate} of ${cost.max}${cost.dearest === '' ? '' : `, most of it for ${cost.dearest}`}.`,
  ].join('\n')
}

function describeDenial({
  path,
  why,
  code,
  decidedBy,
}: z.infer<typeof Explained>['explain']['denied'][number]): string {
  const outcome = code ?? 'null'
  // Of a service that decides itself, this is what is to be expected.
  const certainty = decidedBy === 'pcigraph' ? '' : ` (for ${decidedBy} to say)`
  return `${path.join('.')}: ${outcome}${certainty}. ${why}`
}

function describeRange({ atLeast, atMost }: z.infer<typeof Range>): string {
  if (atMost === null) return `${atLeast} or more`
  return atLeast === atMost ? String(atMost) : `${atLeast} to ${atMost}`
}
