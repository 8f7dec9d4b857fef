import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { freePort } from '../support/free-port.ts'

const DEPLOYED = new URL('../../deploy/prometheus/', import.meta.url)

const answer = z.object({ status: z.literal('success'), data: z.unknown() })

export type Prometheus = {
  /** `data` of what its HTTP API answers. */
  get(path: string, search?: Readonly<Record<string, string>>): Promise<unknown>
  [Symbol.asyncDispose](): Promise<void>
}

/** Debian's Prometheus with the configuration that is in deploy/, which scrapes each second. */
export async function startPrometheus({ target, token }: { target: string; token: string }): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'pcigraph-prometheus-'))
  const config = readFileSync(new URL('prometheus.yml', DEPLOYED), 'utf8')
    .replace('127.0.0.1:4000', target)
    .replaceAll('_interval: 15s', '_interval: 1s')
  writeFileSync(join(folder, 'prometheus.yml'), config)
  writeFileSync(join(folder, 'pcigraph-metrics-token'), `${token}\n`)
  copyFileSync(new URL('alerts.yaml', DEPLOYED), join(folder, 'alerts.yaml'))
  const place = `127.0.0.1:${await freePort()}`
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${place}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (part: string) => (log += part))
  let failure: Error | null = null
  child.once('error', (error) => (failure = error))
  for (;;) {
    if (failure !== null || child.exitCode !== null) throw new Error(`Prometheus does not start:\n${log}`)
    const isReady = await fetch(`http://${place}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) break
    await sleep(100)
  }
  return {
    async get(path, search = {}) {
      const response = await fetch(`http://${place}/api/v1/${path}?${new URLSearchParams(search).toString()}`)
      const body: unknown = await response.json()
      const read = answer.safeParse(body)
      if (!read.success) throw new Error(`Prometheus answers to ${JSON.stringify(search)}: ${JSON.stringify(body)}`)
      return read.data.data
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'close')
      rmSync(folder, { recursive: true })
    },
  }
}
