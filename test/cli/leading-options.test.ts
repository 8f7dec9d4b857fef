import { describe, expect, it } from 'vitest'
import { commandFirst } from '../../src/cli/leading-options.ts'
import { pcigraph } from './command.ts'

const reordered = (...words: string[]) => commandFirst(['node', 'pcigraph', ...words]).slice(2)

describe('what every command has', () => {
  it('may stand before its name, as in other clients of OpenStack', () => {
    expect(reordered('--endpoint', 'http://x', '--debug', 'pci-show', '--format', 'json', '1')).toEqual([
      ...['pci-show', '--endpoint', 'http://x', '--debug', '--format', 'json', '1'],
    ])
    expect(reordered('--os-cloud=prod', 'list')).toEqual(['list', '--os-cloud=prod'])
  })

  it('stays where it is behind the name, and where there is no name', () => {
    for (const words of [
      ['list', '--debug'],
      ['--debug'],
      ['--endpoint', 'list'],
      ['--version'],
      ['--debug', '--help'],
      [],
    ]) {
      expect(reordered(...words)).toEqual(words)
    }
  })

  it('is heard there, and refused by a command that has it not', async () => {
    const heard = await pcigraph(['--endpoint', 'http://127.0.0.1:9', 'pci-list'])
    expect([heard.code, heard.stderr]).toEqual([5, expect.stringContaining('http://127.0.0.1:9 refuses connections')])
    const refused = await pcigraph(['--endpoint', 'http://127.0.0.1:9', 'serve'])
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("unknown option '--endpoint'")])
  })
})
