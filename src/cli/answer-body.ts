import { z } from 'zod'
import type { Answer } from './client.ts'

const answer = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.looseObject({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z
          .looseObject({
            code: z.string().optional().catch(undefined),
            affected: z.number().optional().catch(undefined),
            argument: z.string().optional().catch(undefined),
          })
          .optional(),
      }),
    )
    .optional(),
})

/** A GraphQL answer out of the text of a response; null where it is none. */
export function decodeAnswer(text: string): Answer | null {
  try {
    const body: unknown = JSON.parse(text)
    // Checked, and handed on as it came: what a client of GraphQL must ignore stays where it was.
    const checked = answer.safeParse(body)
    if (!checked.success || (checked.data.data === undefined && checked.data.errors === undefined)) return null
    return body as Answer
  } catch {
    return null
  }
}
