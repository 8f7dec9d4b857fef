import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { runTool } from './run-tool.ts'

const UNIT = readFileSync(new URL('../../deploy/pcigraph.service', import.meta.url), 'utf8')
const SETTINGS = readFileSync(new URL('../../deploy/pcigraph.env', import.meta.url), 'utf8')

/** The unit as systemd reads it, with a program that is on this machine. */
async function analyze(...args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-unit-'))
  const file = join(folder, 'pcigraph.service')
  writeFileSync(file, UNIT.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`))
  try {
    return await runTool('systemd-analyze', [...args, '--no-pager', file])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

it('is a unit that systemd has nothing to say about', async () => {
  expect(await analyze('verify')).toEqual({ code: 0, output: '' })
})

it('is exposed as little as a program can be that compiles while it runs and speaks to the network', async () => {
  const { code, output } = await analyze('security', '--offline=yes', '--threshold=15')
  expect(output).toMatch(/Overall exposure level for pcigraph.service: 1\.\d OK/)
  expect(code).toBe(0)
})

it('hands over secrets as files, and with the settings beside it they are a whole configuration', () => {
  const handed = [...UNIT.matchAll(/^LoadCredential=(\w+):(\S+)$/gm)].map(([, name = '']) => name)
  const asked = [...UNIT.matchAll(/^Environment=(\w+)_FILE=%d\/(\w+)$/gm)].map(([, variable = '', name = '']) => ({
    variable,
    name,
  }))
  expect(asked.map(({ name }) => name)).toEqual(handed)
  expect(asked.map(({ variable }) => variable.toLowerCase())).toEqual(handed)
  const settings = Object.fromEntries(
    SETTINGS.split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value]]
    }),
  )
  const secrets: Record<string, string> = {
    '/run/os_application_credential_secret': 'a\n',
    '/run/pcigraph_sources': 'cell1=mysql://pcigraph:b@db1.example.org/nova\n',
    '/run/pcigraph_metrics_token': 'c\n',
  }
  const config = readConfig({
    env: {
      ...settings,
      ...Object.fromEntries(asked.map(({ variable, name }) => [`${variable}_FILE`, `/run/${name}`])),
    },
    argv: [],
    files: { home: '/', read: (path) => secrets[path] ?? null },
  })
  expect(config).toMatchObject({
    cloud: { identity: { secret: 'a' } },
    cells: [{ name: 'cell1' }],
    metricsToken: 'c',
    drainDelayMs: 5000,
  })
  const [, stopSeconds = '0'] = /^TimeoutStopSec=(\d+)$/m.exec(UNIT) ?? []
  expect(config.drainDelayMs + config.drainTimeoutMs).toBeLessThan(Number(stopSeconds) * 1000)
})
