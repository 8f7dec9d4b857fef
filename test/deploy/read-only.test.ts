import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runTool } from './run-tool.ts'
import { freePort } from '../support/free-port.ts'

const ROOT = new URL('../../', import.meta.url).pathname
const MODULES = join(ROOT, 'node_modules')
const FILE = readFileSync(new URL('../../deploy/Containerfile', import.meta.url), 'utf8')

/** What the Containerfile copies, built as it builds. */
let built: string
beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'pcigraph-image-'))
  for (const name of ['package.json', 'tsconfig.json', 'src', 'LICENSE']) {
    cpSync(join(ROOT, name), join(built, name), { recursive: true })
  }
  symlinkSync(MODULES, join(built, 'node_modules'))
  const { code, output } = await runTool('npm', ['run', '-s', 'build'], { cwd: built })
  expect(output).toBe('')
  expect(code).toBe(0)
})
afterAll(() => rmSync(built, { recursive: true }))

/** In a container as the Containerfile makes it: nothing can be written but `/tmp`, and the user is nobody here. */
function contained(command: readonly string[], env: Readonly<Record<string, string>>) {
  // A place has to be there before the root is read only: /mnt is, on every machine. The checkout may be below /tmp.
  const bwrap =
    `--ro-bind / / --dev /dev --proc /proc --tmpfs /tmp --ro-bind ${MODULES} ${MODULES} --ro-bind ${built} /mnt ` +
    '--unshare-user --unshare-ipc --uid 65532 --gid 65532 --cap-drop ALL --die-with-parent --clearenv'
  const variables = Object.entries({ NODE_ENV: 'production', HOME: '/nonexistent', ...env })
  return spawn(
    'bwrap',
    [...bwrap.split(' '), ...variables.flatMap(([name, value]) => ['--setenv', name, value]), ...command],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
}

it('serves, is found healthy and drains with a read-only root, as a user who owns nothing', async () => {
  const port = String(await freePort())
  const child = contained([process.execPath, '/mnt/dist/cli/main.js', 'serve'], {
    HOST: '0.0.0.0',
    PORT: port,
    PCIGRAPH_DEMO: 'servers=40,hypervisors=8',
  })
  const ended = once(child, 'close')
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => (output += part))
  child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part))
  while (!output.includes('"listening')) {
    if (child.exitCode !== null) throw new Error(`It does not start:\n${output}`)
    await Promise.race([once(child.stderr, 'data'), ended])
  }
  const answer = await fetch(`http://127.0.0.1:${port}/graphql?query={cloud{isDemo}}`)
  expect(await answer.json()).toEqual({ data: { cloud: { isDemo: true } } })

  expect(await healthCheck(port)).toBe(0)
  expect(await healthCheck('9')).toBe(1)
  const status = readFileSync(`/proc/${await childOf(child.pid)}/status`, 'utf8')
  expect(status).toMatch(/^CapEff:\t0{16}$/m)

  process.kill(await childOf(child.pid), 'SIGTERM')
  await ended
  expect(output).toContain('"ended"')
})

/** The image's own, word for word. */
async function healthCheck(port: string): Promise<number | null> {
  const [, line = '[]'] = /HEALTHCHECK[^[]*(\[.*\])/.exec(FILE) ?? []
  const [command = '', ...args] = JSON.parse(line) as string[]
  expect(command).toBe('node')
  const { code } = await runTool(process.execPath, args, { env: { PORT: port } })
  return code
}

async function childOf(pid: number | undefined): Promise<number> {
  const { output } = await runTool('cat', [`/proc/${String(pid)}/task/${String(pid)}/children`])
  return Number(output.trim().split(' ')[0])
}

it('names no other user than the one that this was tried as, and copies no secret', () => {
  expect(FILE).toMatch(/^USER 65532:65532$/m)
  expect(FILE.match(/^COPY (?!--from).*$/gm)).toEqual([
    'COPY package.json package-lock.json ./',
    'COPY tsconfig.json ./',
    'COPY src src',
    'COPY LICENSE ./',
  ])
})
