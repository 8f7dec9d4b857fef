import { existsSync, globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const page = read('docs/operate.md')
const source = globSync('src/**/*.ts', { cwd: root }).map(read).join('\n')

function names(text: string, pattern: RegExp): string[] {
  return [...new Set(text.match(pattern) ?? [])].sort()
}

it('says in docs/operate.md of each alert what to do, and of no other', () => {
  const alerts = Array.from(read('deploy/prometheus/alerts.yaml').matchAll(/- alert: (\w+)/g), ([, name]) => name)
  expect(alerts.length).toBeGreaterThan(5)
  expect(names(page, /\bPcigraph[A-Z]\w+/g)).toEqual(alerts.toSorted())
})

it('names no variable there that the gateway does not read', () => {
  // Each that holds a secret can be a file's path.
  const known = new Set(names(source, /\b(?:PCIGRAPH|OTEL)_[A-Z_]*[A-Z]\b/g).flatMap((name) => [name, `${name}_FILE`]))
  const named = names(page, /\b(?:PCIGRAPH|OTEL)_[A-Z_]*[A-Z]\b/g)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !known.has(name))).toEqual([])
})

it('names no figure, there, in alerts or on the dashboard, that the gateway does not have', () => {
  const known = names(source, /\bpcigraph_[a-z_]+/g)
  for (const path of ['docs/operate.md', 'deploy/prometheus/alerts.yaml', 'deploy/grafana/pcigraph.json']) {
    const named = names(read(path), /\bpcigraph_[a-z_]+/g)
      .filter((name) => name !== 'pcigraph_sources' && name !== 'pcigraph_metrics_token')
      .map((name) => name.replace(/(?<=_seconds|_keys)_(count|sum|bucket)$/, ''))
    expect([path, named.filter((name) => !known.includes(name))]).toEqual([path, []])
  }
})

it('names no file there that is not in the project', () => {
  const files = names(page, /\b(?:deploy|docs|schema|test)\/[\w./-]*\w/g)
  expect(files.length).toBeGreaterThan(5)
  expect(files.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
})

it('gives settings of a database there that the gateway takes', () => {
  const named = names(page, /\bssl\w*(?==)/g)
  expect(named).toEqual(
    [
      'ssl_ca',
      'ssl_cert',
      'ssl_disabled',
      'ssl_key',
      'ssl_verify_identity',
      'sslcert',
      'sslkey',
      'sslmode',
      'sslrootcert',
    ].sort(),
  )
  for (const name of named) expect(source).toContain(`'${name}'`)
})
