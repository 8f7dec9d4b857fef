import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'

const root = new URL('../../..', import.meta.url)

it.each([
  ['network', 'ports(first: 1000) { id }', 'ports', 30],
  ['assets', 'racks { hypervisors { id } }', 'racks', 2],
])(
  'examples/%s runs by one command, shows the demo cloud of the size that it is told, and ends on SIGTERM',
  async (name, fields, field, count) => {
    const child = spawn(
      process.execPath,
      [`examples/${name}/main.ts`, '--port', '0', '--demo', 'servers=30,hypervisors=10'],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    try {
      const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
      const [, url = ''] = / at (http:\S+)/.exec(line) ?? []
      expect(line).toContain(`subgraph ${name} listens at ${url}`)
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: `{ ${fields} }` }),
      })
      const { data } = (await response.json()) as { data: Readonly<Record<string, readonly unknown[]>> }
      // Of servers that are on a host: at this size, not all of them are.
      expect(data[field]?.length).toBeGreaterThan(count * 0.8)
      expect(data[field]?.length).toBeLessThanOrEqual(count * 1.5)
    } finally {
      child.kill('SIGTERM')
    }
    await once(child, 'close')
    expect(child.exitCode).toBe(0)
  },
)
