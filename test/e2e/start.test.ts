import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProgram, startProgram, type Program } from './start-program.ts'

/** Where a second is what it takes; how much it is exactly, the benchmark tells. */
const STARTS_WITHIN_MS = 30_000

describe('npm start, with nothing configured', () => {
  let program: Program
  beforeAll(async () => {
    program = await startProgram()
  })
  afterAll(() => program[Symbol.asyncDispose]())

  it('listens soon, and answers the first question', async () => {
    console.log(`npm start listened after ${Math.round(program.startedInMs)} ms, npm's own start included`)
    expect(program.startedInMs).toBeLessThan(STARTS_WITHIN_MS)
    const answer = await ask(
      program.url,
      '{ cloud { isDemo } servers(first: 1) { nodes { name pciDevices { address } } } }',
    )
    expect(answer).toEqual({ data: { cloud: { isDemo: true }, servers: { nodes: [expect.anything()] } } })
  })

  it('says loudly that this is a demo, in the output and in the log', () => {
    expect(program.stdout()).toMatch(/This is the demo cloud, made up in this process/)
    expect(program.logged()[0]).toMatchObject({
      level: 'warn',
      demo: true,
      msg: expect.stringContaining('nothing that it shows is real') as unknown,
    })
  })

  it('is alive and ready', async () => {
    expect((await fetch(`${program.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${program.url}/readyz`)).status).toBe(200)
  })

  it('logs one JSON object a line, one of them for each question, and no token', async () => {
    await ask(program.url, 'query Counted { cloud { name } }')
    const lines = program.logged().filter(({ operation }) => operation === 'Counted')
    expect(lines).toMatchObject([
      { level: 'info', status: 200, msg: 'answered', upstreamCalls: expect.any(Number) as unknown },
    ])
    expect(program.stderr()).not.toMatch(/gAAAA/)
  })
})

describe('HOST=0.0.0.0 with the demo cloud', () => {
  it('asks other machines for a token, and this one for none', async () => {
    await using program = await startProgram({ env: { HOST: '0.0.0.0' }, throughNpm: false })
    expect((await post(program.url, '{ cloud { name } }')).status).toBe(200)
    for (const address of otherAddresses()) {
      const refused = await post(program.url.replace('127.0.0.1', address), '{ cloud { name } }')
      expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('UNAUTHENTICATED')])
    }
  })
})

describe('what cannot start', () => {
  it('closes the demo cloud that it had opened, and ends by itself', async () => {
    // A policy that readConfig would have refused: what comes after it may fail too.
    const script = `
      import { readConfig } from './src/config.ts'
      import { serve } from './src/serve.ts'
      const config = { ...readConfig({ env: {}, argv: ['--port', '0'] }), policy: [{ name: 'p.yaml', text: '[' }] }
      await serve(config).catch((error) => console.log(error.message))
      console.log('over')
    `
    expect(await runScript(script)).toMatch(/p\.yaml:1: no YAML: .*\nover\n$/)
  })

  it('closes it also where the telemetry cannot be loaded', async () => {
    const script = `
      import { registerHooks } from 'node:module'
      registerHooks({
        resolve(name, context, next) {
          if (name.startsWith('@opentelemetry/exporter')) throw new Error('no such telemetry')
          return next(name, context)
        },
      })
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' }
      const { readConfig } = await import('./src/config.ts')
      const { serve } = await import('./src/serve.ts')
      await serve(readConfig({ env, argv: ['--port', '0'] })).catch((error) => console.log(error.message))
      console.log('over')
    `
    expect(await runScript(script)).toBe('no such telemetry\nover\n')
  })

  it('tells a port that is taken in a sentence, and ends with 2', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { code, stderr } = await runProgram({ args: ['--port', String(port)], throughNpm: false })
    other.close()
    expect(code).toBe(2)
    expect(stderr).toContain(
      `Port ${port} of 127.0.0.1 is taken: stop what listens there, or choose another by --port or PORT`,
    )
    expect(stderr).not.toMatch(/ at .*\.[jt]s/)
  })

  it('tells a host that is not this machine', async () => {
    const { code, stderr } = await runProgram({ env: { HOST: '192.0.2.1' }, throughNpm: false })
    expect(code).toBe(2)
    expect(stderr).toContain('HOST is 192.0.2.1, which is no address of this machine')
  })

  it('lists all that is wrong with the configuration at once, and ends with 2, also through npm', async () => {
    const env = {
      PCIGRAPH_LOG_LEVEL: 'loud',
      PCIGRAPH_MAX_DEPTH: 'deep',
      PCIGRAPH_DEMO: 'servers=many',
      OS_AUTH_URL: 'nowhere',
    }
    const { code, stderr } = await runProgram({ env, args: ['--colour'] })
    expect(code).toBe(2)
    for (const name of ['PCIGRAPH_LOG_LEVEL', 'PCIGRAPH_MAX_DEPTH', 'OS_AUTH_URL', '--colour'])
      expect(stderr).toContain(name)
    expect(stderr).toMatch(/The configuration has \d+ faults:/)
    expect(stderr).not.toMatch(/ at .*\.[jt]s/)
  })
})

/** What a module of its own printed until nothing kept it any more. */
async function runScript(script: string): Promise<string> {
  const child = execFile(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 })
  let stdout = ''
  child.stdout?.on('data', (part: string) => (stdout += part))
  await once(child, 'close')
  expect([child.exitCode, child.signalCode]).toEqual([0, null])
  return stdout
}

function post(url: string, query: string): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
}

async function ask(url: string, query: string): Promise<unknown> {
  return (await post(url, query)).json()
}

/** Of this machine, beside loopback: who comes by one of them is another machine, as far as the program can tell. */
function otherAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
}
