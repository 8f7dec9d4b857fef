import { LineCounter, isMap, isScalar, parseDocument, type Document, type Pair } from 'yaml'
import type { Check } from './check.ts'
import { parseRule } from './parse-check.ts'
import { PolicySyntaxError } from './syntax-error.ts'

export type PolicyFile = { readonly name: string; readonly text: string }

/** One rule as a file has it. */
export type FileRule = {
  readonly name: string
  readonly check: Check
  /** As written; of the old list form, as JSON. */
  readonly text: string
  readonly line: number
}

/** Reads a policy.yaml, or the policy.json of older days; what is wrong goes to `faults`, with file and line. */
export function readPolicyFile(file: PolicyFile, faults: string[]): readonly FileRule[] {
  const lines = new LineCounter()
  // Nova reads with PyYAML, which speaks YAML 1.1: there, an unquoted `no` is a flag.
  const document = parseDocument(file.text, { version: '1.1', lineCounter: lines, prettyErrors: false })
  const place = (offset: number) => `${file.name}:${lines.linePos(offset).line}`
  if (document.errors.length > 0) {
    faults.push(...document.errors.map((error) => `${place(error.pos[0])}: ${told(error.code, error.message)}`))
    return []
  }
  const content = document.contents
  // A file of comments alone is what Nova's sample is.
  if (content === null || (isScalar(content) && content.value === null)) return []
  if (!isMap(content)) {
    faults.push(`${file.name}: is no mapping: write one rule a line, "name": "check"`)
    return []
  }
  return content.items.flatMap((pair) => readRule(pair, document, (offset) => lines.linePos(offset).line, file, faults))
}

function readRule(
  { key, value }: Pair,
  document: Document,
  lineOf: (offset: number) => number,
  file: PolicyFile,
  faults: string[],
): readonly FileRule[] {
  const line = lineOf(startOf(key) ?? 0)
  const place = `${file.name}:${line}`
  if (!isScalar(key) || typeof key.value !== 'string') {
    faults.push(`${place}: the name of a rule is a text: put it in quotes`)
    return []
  }
  const name = key.value
  // Without quotes YAML takes the mark for a tag, and what is left is empty: Nova would let everyone through.
  if (isScalar(value) && value.tag === '!') {
    faults.push(`${place}: ${name}: write "!" in quotes, or it means that everyone may`)
    return [{ name, check: { kind: 'never' }, text: '!', line }]
  }
  const plain: unknown = isNode(value) ? value.toJS(document) : value
  try {
    const text = typeof plain === 'string' ? plain : plain === null ? '' : JSON.stringify(plain)
    return [{ name, check: parseRule(plain, name), text, line }]
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error
    faults.push(`${place}: ${error.message}`)
    // It is there, for the rules that refer to it: they are not at fault.
    return [{ name, check: { kind: 'never' }, text: '!', line }]
  }
}

function told(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'this rule stands in the file before: keep one of the two'
  return `no YAML: ${message.split('\n')[0] ?? ''}`
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}

function isNode(node: unknown): node is { range?: [number, number, number]; toJS(document: Document): unknown } {
  return typeof node === 'object' && node !== null && 'toJS' in node
}
