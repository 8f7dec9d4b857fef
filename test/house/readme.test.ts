import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { grantStatements } from '../../src/sources/pci/grants.ts'
import { startGraph } from '../support/graph.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')

function blocks(language: string): string[] {
  return Array.from(readme.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\n\`\`\``, 'g')), ([, text]) => String(text))
}

describe('README', () => {
  it('shows the first question with the answer that the demo cloud gives', async () => {
    await using graph = await startGraph()
    const [question] = blocks('graphql')
    const [answer] = blocks('json')
    const { data } = await graph.ask(String(question))
    expect({ data }).toEqual(JSON.parse(String(answer)))
  })

  it('names the grants that the gateway reads by, no more and no less', () => {
    const [mysql, postgresql] = blocks('sql').map((block) => block.split(';\n').map((line) => line.replace(/;$/, '')))
    const reader = { database: 'nova', user: 'pcigraph' }
    expect(mysql?.slice(1)).toEqual(grantStatements('mysql', reader))
    expect(postgresql?.slice(1)).toEqual(grantStatements('postgresql', reader))
  })

  it('names only scripts that there are', () => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')))
    const named = Array.from(readme.matchAll(/npm run (?:-s )?([a-z:]+)/g), ([, name]) => String(name))
    expect(named.length).toBeGreaterThan(4)
    expect(named.filter((name) => !(name in scripts))).toEqual([])
  })
})
