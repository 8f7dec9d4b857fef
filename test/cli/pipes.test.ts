import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { cloudEnvironment, linesOf, shell, startPcigraph } from './command.ts'

let demo: DemoCloud
beforeAll(async () => {
  demo = await startDemoCloud({ servers: 40, hypervisors: 40, devices: 20_000 })
})
afterAll(() => demo.close())

it.each(['table', 'csv', 'json', 'yaml', 'value'])(
  'ends in silence when nobody reads any more (%s)',
  async (format) => {
    const { code, stdout, stderr } = await shell(`pcigraph pci-list -f ${format} | head -1; exit \${PIPESTATUS[0]}`, {
      env: cloudEnvironment(demo),
    })
    expect([code, stderr]).toEqual([0, ''])
    expect(linesOf(stdout)).toHaveLength(1)
  },
)

it('puts neither colour nor progress into a pipe', async () => {
  const { stdout, stderr } = await shell('pcigraph pci-list --limit 3000 | cat', { env: cloudEnvironment(demo) })
  expect(stderr).toBe('')
  expect(stdout).not.toContain('\u001b')
  expect(linesOf(stdout)).toHaveLength(3004)
})

it.each(['SIGINT', 'SIGTERM'] as const)('%s in the middle ends it at once and in order', async (signal) => {
  const child = startPcigraph(['pci-list', '-f', 'csv'], { env: cloudEnvironment(demo) })
  let stderr = ''
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  const signalledAt = performance.now()
  child.kill(signal)
  child.stdout.resume()
  await closed
  expect([child.exitCode, stderr]).toEqual([signal === 'SIGINT' ? 130 : 143, ''])
  expect(performance.now() - signalledAt).toBeLessThan(10_000)
})

it('begins to print before the list is read, and holds little of it', async () => {
  const startedAt = performance.now()
  const child = startPcigraph(['pci-list', '-f', 'value'], { env: cloudEnvironment(demo) })
  let count = 0
  let firstAfterMs = Infinity
  child.stdout.on('data', (part: Buffer) => {
    firstAfterMs = Math.min(firstAfterMs, performance.now() - startedAt)
    count += part.toString().split('\n').length - 1
  })
  await once(child, 'close')
  const tookMs = performance.now() - startedAt
  console.log(`first of 20,000 rows after ${Math.round(firstAfterMs)} ms, the last after ${Math.round(tookMs)} ms`)
  expect([child.exitCode, count]).toEqual([0, 20_000])
  // To start takes most of the time; no machine reads the list in less than this.
  expect(tookMs - firstAfterMs).toBeGreaterThan(50)
})
