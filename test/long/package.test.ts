import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { buildSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { linesOf } from '../cli/command.ts'
import { startProgram, type Program } from '../e2e/start-program.ts'

const exec = promisify(execFile)
const ROOT = new URL('../..', import.meta.url)

let folder: string
let gateway: Program
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pcigraph-package-'))
  await exec('npm', ['run', '-s', 'build'], { cwd: ROOT })
  await exec('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: ROOT })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  await exec('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', `./${tarball}`], { cwd: folder })
  gateway = await startProgram({ throughNpm: false })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

/** The published command in a folder that knows nothing of this one, with a home of its own. */
async function published(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const ended = await exec(join(folder, 'node_modules/.bin/pcigraph'), [...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: join(folder, 'home'), ...env },
    maxBuffer: 64 << 20,
  })
  return { stdout: ended.stdout, stderr: ended.stderr }
}

describe('the package, installed from its tarball', () => {
  it('holds what was built, and no source, test or fixture', () => {
    const top = readdirSync(join(folder, 'node_modules/pcigraph')).toSorted()
    expect(top.filter((name) => name !== 'LICENSE')).toEqual(['README.md', 'dist', 'package.json'])
  })

  it('prints its version and its help', async () => {
    expect(await published(['--version'])).toEqual({
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
      stderr: '',
    })
    expect((await published(['--help'])).stdout).toContain('pcigraph pci-list --status available')
  })

  it('lists the devices of a gateway, as the command of the clone does', async () => {
    const args = ['pci-list', '-f', 'csv', '--endpoint', gateway.url]
    const { stdout, stderr } = await published(args)
    expect([linesOf(stdout)[0], stderr]).toEqual(['"ID","Host","Address","Product","Status","Server ID"', ''])
    expect(linesOf(stdout).length).toBeGreaterThan(50)
  })

  it('makes up the demo cloud where nothing is configured, and examines it', async () => {
    const { stdout } = await published(['doctor'], { PCIGRAPH_DEMO: 'servers=40,hypervisors=8' })
    expect(stdout).toMatch(/^warning +configuration /)
    expect(linesOf(stdout).filter((line) => line.startsWith('failed'))).toEqual([])
    expect((await published(['doctor', '--endpoint', gateway.url])).stdout).toMatch(/^ok +cells /m)
  })

  it('prints the graph', async () => {
    const { stdout } = await published(['schema'])
    expect(buildSchema(stdout).getQueryType()?.getFields()).toHaveProperty('pciDevices')
  })

  it('serves the graph, and the page for browsers with what belongs to it', async () => {
    const child = spawn(process.execPath, [join(folder, 'node_modules/pcigraph/dist/main.js'), '--port', '0'], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: join(folder, 'home'), PCIGRAPH_DEMO: 'servers=40,hypervisors=8' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      let printed = ''
      for await (const part of child.stdout) {
        printed += String(part)
        if (printed.includes('/graphql')) break
      }
      const url = / at (http:\S+\/graphql)/.exec(printed)?.[1] ?? ''
      const page = await fetch(url, { headers: { accept: 'text/html' } })
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('YogaGraphiQL') as string])
      const answer = await fetch(`${url}?query={cloud{isDemo}}`)
      expect(await answer.json()).toEqual({ data: { cloud: { isDemo: true } } })
    } finally {
      child.kill()
    }
  })

  it('runs by the Node that comes along where the one of the PATH is too old', async () => {
    const old = (await exec('bash', ['-c', 'type -ap node'])).stdout.trim().split('\n')
    for (const node of old) {
      const main = join(folder, 'node_modules/pcigraph/dist/cli/main.js')
      const { stdout, stderr } = await exec(node, [main, '--version'], { cwd: folder })
      expect([node, stdout, stderr]).toEqual([node, expect.stringMatching(/^\d+\.\d+\.\d+\n$/), ''])
    }
  })
})
