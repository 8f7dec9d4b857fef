import { expect, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { listen } from '../../src/http/listen.ts'
import { openCloud } from '../../src/open-cloud.ts'
import { createLog } from '../../src/telemetry/log.ts'

it('answers os-pci on the demo cloud without a token and for any project, as whoever tries it out expects', async () => {
  const config = readConfig({ env: { PCIGRAPH_DEMO: 'servers=20,devices=60,hypervisors=6' }, argv: [] })
  const opened = await openCloud(config)
  await using app = createApp(opened.cloud, config, createLog('silent'))
  const url = await listen(app.server, { host: '127.0.0.1', port: 0 })
  try {
    for (const path of ['/v2/demo/os-pci', '/v2.1/os-pci', '/v3/whatever/os-pci']) {
      const response = await fetch(`${url}${path}`)
      const body: unknown = await response.json()
      expect({ path, status: response.status, body }).toMatchObject({
        path,
        status: 200,
        body: { pci_devices: expect.any(Array) as unknown },
      })
    }
    const servers = await fetch(`${url}/v2.1/whatever/servers/detail?limit=3`)
    expect(await servers.json()).toMatchObject({
      servers: [{ 'os-pci:pci_devices': expect.any(Array) as unknown }, {}, {}],
    })
  } finally {
    app.server.closeAllConnections()
    app.server.close()
    await opened.close()
  }
})
