import { parseDocument } from 'yaml'
import type { z } from 'zod'

/** Reads and checks a YAML text; null after telling everything that is wrong with it. Values are never repeated: they may be secret. */
export function parseYaml<Shape extends z.ZodType>(
  text: string,
  shape: Shape,
  path: string,
  faults: string[],
): z.infer<Shape> | null {
  const document = parseDocument(text)
  if (document.errors.length > 0) {
    faults.push(...document.errors.map((error) => `${path}: no YAML at line ${error.linePos?.[0].line ?? '?'}`))
    return null
  }
  const checked = shape.safeParse(document.toJS() ?? {})
  if (checked.success) return checked.data
  faults.push(
    ...checked.error.issues.map(
      (issue) => `${path}: ${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`,
    ),
  )
  return null
}
