import { afterAll, beforeAll, expect, it } from 'vitest'
import { PROXY_ERROR, type Interference } from '../../src/demo/interference.ts'
import { signIn } from '../support/graph.ts'
import { startGateway, type Gateway } from './gateway.ts'

const QUESTION =
  '{ servers(first: 3) { nodes { name project { name } pciDevices { id } hypervisor { hostname pciStats { free } } } } }'

let gateway: Gateway
beforeAll(async () => {
  gateway = await startGateway({ env: { PCIGRAPH_UPSTREAM_TIMEOUT_MS: '200' } })
})
afterAll(() => gateway[Symbol.asyncDispose]())

it('keeps token, password, address and SQL out of every answer and every line of the log, whatever fails', async () => {
  const { demo } = gateway
  const token = await signIn(demo, 'admin')
  const faults: Interference[] = [
    { kind: 'hang' },
    { kind: 'reset' },
    { kind: 'cut', afterBytes: 20 },
    PROXY_ERROR,
    { kind: 'answer', status: 200, body: '<html>' },
  ]
  const texts: string[] = []
  for (const service of ['keystone', 'nova', 'placement'] as const) {
    for (const fault of faults) {
      demo.interfere((request) => (request.service === service ? fault : null))
      texts.push((await gateway.ask(QUESTION, { token })).text)
      texts.push((await gateway.ask(QUESTION, { token: `${token}x` })).text)
    }
  }
  demo.interfere(null)
  texts.push(...gateway.logged.map(({ text }) => text))
  expect(texts.length).toBeGreaterThan(60)
  for (const text of texts) {
    expect(text).not.toContain(token)
    expect(text).not.toContain(demo.users.admin.password)
    expect(text).not.toMatch(/\bselect\b|\bfrom pci_devices\b/i)
  }
  for (const text of texts.slice(0, 30)) {
    expect(text).not.toMatch(/https?:\/\/|127\.0\.0\.1|\.ts:\d+|sqlite|node:/)
  }
})
