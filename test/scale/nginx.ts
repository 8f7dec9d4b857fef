import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../support/free-port.ts'

export type Nginx = {
  readonly url: string
  /** Which gateways each request was sent to, in order: several where the first one did not answer it. */
  sent(): readonly (readonly string[])[]
  [Symbol.asyncDispose](): Promise<void>
}

const BINARY = '/usr/sbin/nginx'

/** Debian's nginx with the configuration that docs/scale.md shows, before these gateways. */
export async function startNginx(gateways: readonly string[]): Promise<Nginx> {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: install Debian's package nginx-light`)
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-nginx-'))
  const port = await freePort()
  const log = join(folder, 'access.log')
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, log, port, gateways))
  const child = spawn(BINARY, ['-p', folder, '-c', 'nginx.conf', '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const url = `http://127.0.0.1:${port}`
  while (
    !(await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null)
      throw new Error(`nginx does not start: ${readFileSync(join(folder, 'error.log'), 'utf8')}`)
    await sleep(50)
  }
  writeFileSync(log, '')
  return {
    url,
    sent: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split(', ')),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'close')
      rmSync(folder, { recursive: true })
    },
  }
}

function configuration(folder: string, log: string, port: number, gateways: readonly string[]): string {
  const page = readFileSync(new URL('../../docs/scale.md', import.meta.url), 'utf8')
  const [, shown] = /```nginx\n(.*?)\n```/s.exec(page) ?? []
  if (shown === undefined) throw new Error('docs/scale.md shows no configuration of nginx')
  const [first = ''] = /^ *server \d.*$/m.exec(shown) ?? []
  const servers = gateways.map((url) => first.replace(/\d[\d.]*:\d+/, new URL(url).host)).join('\n')
  const here = shown
    .replace(/^ *server \d.*$/gm, '')
    .replace('upstream pcigraph {', `upstream pcigraph {\n${servers}`)
    .replace(/listen .*;/, `listen 127.0.0.1:${port};`)
  return `
    daemon off;
    pid ${folder}/pid;
    worker_processes 1;
    events {}
    http {
      log_format upstreams '$upstream_addr';
      access_log ${log} upstreams;
      client_body_temp_path ${folder}/body;
      proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/fastcgi;
      uwsgi_temp_path ${folder}/uwsgi;
      scgi_temp_path ${folder}/scgi;
      ${here}
    }`
}
