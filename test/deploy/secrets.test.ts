import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runProgram, startProgram } from '../e2e/start-program.ts'
import { startUpstream } from '../support/upstream/start-upstream.ts'
import { startCollector } from '../telemetry/collector.ts'

/** In every secret of these tests, and in nothing else. */
const MARK = 'hunter2'
const CLIENT_TOKEN = `client-${MARK}`
const SECRETS = {
  PCIGRAPH_SOURCES: `cell1=mysql://pcigraph:db-${MARK}@127.0.0.1:1/nova`,
  PCIGRAPH_METRICS_TOKEN: `metrics-${MARK}`,
  OTEL_EXPORTER_OTLP_HEADERS: `authorization=otlp-${MARK}`,
}
const IDENTITIES = {
  OS_PASSWORD: {
    OS_USERNAME: 'gateway',
    OS_USER_DOMAIN_ID: 'default',
    OS_PROJECT_NAME: 'service',
    OS_PROJECT_DOMAIN_ID: 'default',
  },
  OS_APPLICATION_CREDENTIAL_SECRET: {
    OS_AUTH_TYPE: 'v3applicationcredential',
    OS_APPLICATION_CREDENTIAL_ID: 'credential',
  },
  OS_TOKEN: { OS_AUTH_TYPE: 'v3token', OS_PROJECT_ID: 'p' },
} as const
type Identity = keyof typeof IDENTITIES
const identities = Object.keys(IDENTITIES) as Identity[]

function environmentOf(identity: Identity, authUrl: string): Record<string, string> {
  return {
    PCIGRAPH_DEMO: '',
    PCIGRAPH_LOG_LEVEL: 'trace',
    OS_AUTH_URL: authUrl,
    ...IDENTITIES[identity],
    [identity]: `own-${MARK}`,
    ...SECRETS,
  }
}

/** Each in a file of its own, but what the exporter of OpenTelemetry reads. */
function inFiles(env: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      if (!value.includes(MARK) || name.startsWith('OTEL_')) return [name, value]
      const file = join(folder, name)
      writeFileSync(file, `${value}\n`)
      return [`${name}_FILE`, file]
    }),
  )
}

/** A Keystone that takes any credentials, or none, and a Nova that fails. */
function startCloud(accepts: boolean) {
  return startUpstream(({ url: { origin, pathname }, method }) => {
    if (pathname === '/v3/auth/tokens') {
      if (!accepts) return { status: 401, json: { error: { code: 401, message: 'No.' } } }
      const endpoints = [{ interface: 'public', region_id: 'R', url: `${origin}/v2.1` }]
      const token = {
        user: { id: 'u', name: 'u' },
        project: { id: 'p', name: 'p', domain: { id: 'default' } },
        roles: [{ name: 'admin' }],
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
        catalog: [{ type: 'compute', endpoints }],
      }
      const issued = { status: 201, headers: { 'x-subject-token': `issued-${MARK}` } }
      return { json: { token }, ...(method === 'POST' ? issued : {}) }
    }
    if (pathname === '/v2.1/') return { json: { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } } }
    return { status: 500, json: { computeFault: { code: 500, message: 'No.' } } }
  })
}

async function doctor(env: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, ['src/cli/main.ts', 'doctor'], {
    cwd: new URL('../..', import.meta.url),
    env: { PATH: process.env.PATH, HOME: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return (await Promise.all([text(child.stdout), text(child.stderr)])).join('')
}

it.each(
  identities.flatMap((identity) => [
    { identity, where: 'a variable', accepts: true },
    { identity, where: 'a variable', accepts: false },
    { identity, where: 'a file', accepts: true },
  ]),
)('shows no secret of $identity in $where, whether Keystone accepts it: $accepts', async (given) => {
  const { identity, where, accepts } = given
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-secrets-'))
  await using cloud = await startCloud(accepts)
  await using collector = await startCollector()
  const plain = environmentOf(identity, `${cloud.url.origin}/v3`)
  const env = {
    ...(where === 'a file' ? inFiles(plain, folder) : plain),
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
  }
  const program = await startProgram({ throughNpm: false, env })
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(program.url + path, { headers })
    return JSON.stringify([...response.headers]) + (await response.text())
  }
  const client = { 'x-auth-token': CLIENT_TOKEN, traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01` }
  const shown = [
    await get('/graphql?query={servers{nodes{name}}pciDevices{nodes{id}}cloud{name,cells{name,reachable}}}', client),
    await get('/v2.1/os-pci', client),
    await get('/v2.1/servers', client),
    await get('/readyz'),
    await get('/metrics', { authorization: `Bearer metrics-${MARK}`, 'x-forwarded-for': '192.0.2.1' }),
    await get('/metrics', { authorization: `Bearer wrong`, 'x-forwarded-for': '192.0.2.1' }),
    await doctor(env),
  ]
  program.signal('SIGTERM')
  expect((await program.ended()).code).toBe(0)
  rmSync(folder, { recursive: true })

  // They were used, so that there was something to be shown.
  const sent = JSON.stringify(cloud.requests)
  expect(sent).toContain(`own-${MARK}`)
  expect(sent).toContain(CLIENT_TOKEN)
  expect(shown[4]).toContain('pcigraph_build_info')
  expect(collector.spans.length).toBeGreaterThan(0)
  for (const told of [...shown, program.stdout(), program.stderr(), collector.text()]) expect(told).not.toContain(MARK)
})

it('shows no secret in what is wrong with the configuration, not even a secret that is wrong', async () => {
  const env = {
    ...environmentOf('OS_PASSWORD', `https://gateway:url-${MARK}@keystone.example.org:port/v3`),
    OS_TOKEN: `own-${MARK}`,
    OS_APPLICATION_CREDENTIAL_SECRET: `own-${MARK}`,
    PCIGRAPH_SOURCES: `cell1=nonsense://u:db-${MARK}@h/n cell2=db-${MARK} db-${MARK} cell3=mysql://u:${MARK}@[h/n`,
    PORT: 'x',
  }
  const { code, stdout, stderr } = await runProgram({ throughNpm: false, env })
  expect(code).toBe(2)
  expect(stderr).toContain('PCIGRAPH_SOURCES')
  expect(stdout + stderr).not.toContain(MARK)
  expect(await doctor(env)).not.toContain(MARK)
})
