import { expect } from 'vitest'
import { ERROR_CODES } from '../../src/errors.ts'
import type { Gateway, Reply } from '../http/gateway.ts'
import { DOMAIN } from './names.ts'

type Path = readonly (string | number)[]

/** What no fault may break, whatever it is. */
export function expectPromises({ status, text, data, errors }: Reply, gateway: Pick<Gateway, 'logged'>): void {
  if (data) expect(status).toBe(200)
  else expect([status, errors.length]).toEqual([expect.toBeOneOf([401, 503]), 1])
  for (const { path, extensions } of errors) {
    expect(KNOWN_CODES).toContain(extensions.code)
    if (!data) continue
    const value = valueAt(data, path ?? [])
    // What is there of it is shown, and that some is missing is told.
    if (extensions.code === 'UPSTREAM_PARTIAL') expect([path, value]).not.toEqual([path, undefined])
    else expect([path, value]).toEqual([path, null])
  }
  // One field that fails is one error, however many places are null for it.
  const failing = errors.map(({ path }) => fieldOf(path))
  expect(failing).toEqual([...new Set(failing)])
  if (data) expect(nullsWithoutReason(data, errors)).toEqual([])
  expect(JSON.stringify(errors)).not.toMatch(SECRETS)
  if (!data) expect(text).not.toMatch(SECRETS)
  expect(gateway.logged.filter(({ message }) => message === 'unexpected error')).toEqual([])
}

const KNOWN_CODES: readonly string[] = ERROR_CODES.filter((code) => code !== 'INTERNAL_SERVER_ERROR')

/** Names and addresses of machines, files, SQL, tokens, stack traces, words of libraries, other people's pages. */
const SECRETS = new RegExp(
  [
    DOMAIN.replace('.', '\\.'),
    '127\\.0\\.0\\.1|localhost|::1|https?:|\\w:\\d{4,5}\\b',
    '/tmp|/var|sqlite:|mysql:|\\.sqlite|node_modules|node:',
    '\\b(select|from pci_|insert|where)\\b .* \\b(from|where|into)\\b',
    'gAAAA|[\\w-]{80,}|p@ss|password=',
    '\\.[tj]s:\\d|\\bat \\w+ \\(|\\w+Error:',
    'ECONN|ENOTFOUND|EPIPE|UND_ERR|SQLITE_|errno',
    '<\\w+|Traceback',
  ].join('|'),
  'i',
)

/** `servers.nodes.*.hypervisor` */
export function fieldOf(path: Path = []): string {
  return path.map((part) => (typeof part === 'number' ? '*' : part)).join('.')
}

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (isContainer(value) ? value[part] : undefined), data)
}

/** Roots that are null though no error is about them. */
function nullsWithoutReason(data: Readonly<Record<string, unknown>>, errors: Reply['errors']): string[] {
  const told = new Set(errors.map(({ path }) => path?.[0]))
  return Object.keys(data).filter((field) => data[field] === null && !told.has(field))
}

function isContainer(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null
}
