import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { startDemoCloud } from '../../src/demo/demo-cloud.ts'
import { signIn } from './client.ts'

describe('a demo cloud that is changed while it runs', () => {
  it('answers and stores what there is by now', async () => {
    await using demo = await startDemoCloud({ servers: 20, hypervisors: 6 })
    const admin = await signIn(demo, demo.users.admin)
    const listed = async () => (await admin.nova('servers?all_tenants=1')).list('servers')
    const stored = () => {
      const database = new Database(demo.database('cell1'), { readonly: true })
      const names = database.prepare<[], string>('SELECT display_name FROM instances').pluck().all()
      const columns = 'SELECT status FROM pci_devices WHERE deleted = 0 ORDER BY id'
      const statuses = database.prepare<[], string>(columns).pluck().all()
      database.close()
      return { names, statuses }
    }
    const before = await listed()
    const [device] = demo.model.hosts.flatMap(({ devices }) => devices)
    expect(stored().names).not.toContain('renamed')

    demo.change((cloud) => {
      const [first] = cloud.servers
      if (first !== undefined) cloud.servers[0] = { ...first, name: 'renamed' }
      if (device !== undefined) device.status = 'unavailable'
    })

    const after = await listed()
    expect(after).toHaveLength(before.length)
    expect(after.map(({ name }) => name)).toContain('renamed')
    expect(stored().names).toContain('renamed')
    expect(stored().statuses[0]).toBe('unavailable')
  })
})
