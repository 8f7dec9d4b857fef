import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { cloudEnvironment, linesOf, shell, startPcigraph } from '../cli/command.ts'
import { startProgram, type Program } from '../e2e/start-program.ts'
import { openSockets } from './sockets.ts'
import { watch } from './watch.ts'

const DEVICES = 100_000
/** On a machine that is busy with other things; where it is not, a second is enough for either. */
const FIRST_WITHIN_MS = 10_000
/** With what Node and the modules need; the small heap it runs in is the narrower limit. */
const MIB = 300

let demo: DemoCloud
let gateway: Program
beforeAll(async () => {
  demo = await startDemoCloud({ servers: 1200, hypervisors: 400, devices: DEVICES })
  gateway = await startProgram({ env: { ...cloudEnvironment(demo), PCIGRAPH_DEMO: '' }, throughNpm: false })
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await demo.close()
})

/** Where the list comes from: a gateway that runs, or SQLite in the command's own process. */
const PLACES = [
  { place: 'a gateway', env: () => ({ ...cloudEnvironment(demo), PCIGRAPH_ENDPOINT: gateway.url }) },
  { place: 'its own process', env: () => cloudEnvironment(demo) },
]

describe.each(PLACES)('pci-list of a hundred thousand devices from $place', ({ env }) => {
  it.each([
    ['table', DEVICES + 4],
    ['csv', DEVICES + 1],
    ['json', 8 * DEVICES + 2],
    ['value', DEVICES],
  ])('is whole as %s, begins at once, and holds little of it', async (format, lines) => {
    const watched = await watch(['pci-list', '-f', format], env())
    expect(watched).toMatchObject({ code: 0, stderr: '', lines })
    expect(watched.firstAfterMs).toBeLessThan(FIRST_WITHIN_MS)
    expect(watched.firstAfterMs).toBeLessThan(watched.tookMs * 0.8)
    expect(watched.peakMib).toBeGreaterThan(30)
    expect(watched.peakMib).toBeLessThan(MIB)
  })

  it('tells each device once', async () => {
    const { code, stdout } = await shell('pcigraph pci-list -f value -c UUID | sort -u | wc -l', { env: env() })
    expect([code, stdout.trim()]).toEqual([0, String(DEVICES)])
  })

  it('ends in silence when head has read enough', async () => {
    const { code, stdout, stderr } = await shell('pcigraph pci-list | head -5; exit ${PIPESTATUS[0]}', { env: env() })
    expect([code, stderr, linesOf(stdout).length]).toEqual([0, '', 5])
  })
})

it.each(['SIGTERM', 'SIGKILL'] as const)('a gateway lets go of a list whose reader had %s', async (signal) => {
  const before = openSockets(gateway.pid)
  const children = Array.from({ length: 4 }, () =>
    startPcigraph(['pci-list', '--long', '-f', 'value', '--endpoint', gateway.url], { env: cloudEnvironment(demo) }),
  )
  const closed = Promise.all(children.map((child) => once(child, 'close')))
  // Who reads no further keeps the list in the middle.
  await Promise.all(children.map(async ({ stdout }) => (await once(stdout, 'data'), stdout.pause())))
  const during = openSockets(gateway.pid)
  for (const child of children) {
    child.stdout.resume()
    child.kill(signal)
  }
  await closed
  await expect.poll(() => openSockets(gateway.pid), { timeout: 10_000 }).toBeLessThanOrEqual(Math.max(before, 1))
  expect(during).toBeGreaterThan(before)
  // It has nothing left to do, and answers as before.
  const { stdout } = await shell('pcigraph pci-list --limit 3 -f value', {
    env: { ...cloudEnvironment(demo), PCIGRAPH_ENDPOINT: gateway.url },
  })
  expect(linesOf(stdout)).toHaveLength(3)
})

it('a gateway that dies in the middle is exit code 1, said on standard error, and half of a list never looks whole', async () => {
  await using dying = await startProgram({ env: { ...cloudEnvironment(demo), PCIGRAPH_DEMO: '' }, throughNpm: false })
  const child = startPcigraph(['pci-list', '-f', 'json', '--endpoint', dying.url], { env: cloudEnvironment(demo) })
  let [stdout, stderr] = ['', '']
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  dying.signal('SIGKILL')
  await closed
  expect(child.exitCode).toBe(1)
  expect(stderr).toMatch(/^pcigraph: incomplete: the list broke off after \d+ rows\. The gateway at http:\S+ .*\n$/)
  expect(() => void JSON.parse(stdout)).toThrow()
})
