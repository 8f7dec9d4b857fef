import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSchema } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'
import { startProgram, type Program } from '../e2e/start-program.ts'
import { linesOf, pcigraph, shell, startPcigraph } from './command.ts'

const DEMO = { PCIGRAPH_DEMO: 'servers=40,hypervisors=8' }

describe('a gateway that runs, asked by --endpoint', () => {
  let gateway: Program
  beforeAll(async () => {
    gateway = await startProgram({ env: DEMO })
  })
  afterAll(() => gateway[Symbol.asyncDispose]())

  it.each([
    ['list', '--all-projects'],
    ['hypervisor-list', '-f', 'yaml'],
    ['hypervisor-show', 'gpu-a01', '-c', 'pci_stats', '-f', 'json'],
    ['pci-list', '--long', '-f', 'csv', '-c', 'Address', '-c', 'Server Name'],
    ['pci-show', 'gpu-a01/0000:17:00.0', '-c', 'uuid', '-c', 'product_name', '-f', 'value'],
    ['show', 'llm-pretrain-01', '-c', 'pci_devices', '-f', 'json'],
  ])('answers %s %s as the graph in the process does', async (...args) => {
    const [through, inProcess] = await Promise.all([
      pcigraph([...args, '--endpoint', gateway.url]),
      pcigraph(args, { env: DEMO }),
    ])
    expect(through).toEqual({ code: 0, stdout: inProcess.stdout, stderr: '' })
    expect(inProcess.code).toBe(0)
    expect(inProcess.stderr).toBe(
      'This is the demo cloud, made up in this process: nothing of it is real. Set OS_CLOUD or OS_* for a real one.\n',
    )
  })

  it('is named by PCIGRAPH_ENDPOINT too, with or without /graphql', async () => {
    const env = { PCIGRAPH_ENDPOINT: `${gateway.url}/graphql` }
    expect(await pcigraph(['pci-list', '--limit', '1'], { env })).toMatchObject({ code: 0, stderr: '' })
  })

  it('asks for smaller pages where the gateway allows no larger ones', async () => {
    await using strict = await startProgram({ env: { ...DEMO, PCIGRAPH_MAX_PAGE_SIZE: '30' } })
    const { code, stdout } = await pcigraph(['pci-list', '-f', 'value', '--endpoint', strict.url])
    const all = await pcigraph(['pci-list', '-f', 'value', '--endpoint', gateway.url])
    expect([code, stdout]).toEqual([0, all.stdout])
  })

  it('is examined by doctor', async () => {
    const { code, stdout, stderr } = await pcigraph(['doctor', '--endpoint', gateway.url])
    expect([code, stderr]).toEqual([0, ''])
    expect(linesOf(stdout).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['ok', 'dns'],
      ['ok', 'tcp'],
      ['ok', 'graph'],
      ['ok', 'nova'],
      ['ok', 'cells'],
    ])
  })
})

describe('query', () => {
  it('runs a document with variables, from files or standard input', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'pcigraph-cli-'))
    const [file, variables] = [join(directory, 'query.graphql'), join(directory, 'variables.json')]
    const document =
      'query A($host: String!) { pciDevices(first: 1, filter: { host: { eq: $host } }) { nodes { slot { host } } } } query B { cloud { isDemo } }'
    writeFileSync(file, document)
    writeFileSync(variables, '{"host": "gpu-a01"}')
    const expected = { data: { pciDevices: { nodes: [{ slot: { host: 'gpu-a01' } }] } } }
    const given = ['--operation', 'A', '--variables']
    const answers = await Promise.all([
      pcigraph(['query', file, ...given, '{"host": "gpu-a01"}'], { env: DEMO }),
      pcigraph(['query', file, ...given, `@${variables}`], { env: DEMO }),
      pcigraph(['query', '-', ...given, `@${variables}`], { env: DEMO, input: document }),
    ])
    for (const { code, stdout } of answers) expect([code, JSON.parse(stdout)]).toEqual([0, expected])
    const receipt = await pcigraph(['query', file, '--operation', 'B', '--receipt'], { env: DEMO })
    expect(JSON.parse(receipt.stdout)).toMatchObject({
      data: { cloud: { isDemo: true } },
      extensions: { upstream: { total: expect.any(Number) as unknown } },
    })
    rmSync(directory, { recursive: true })
  })

  it('explains a document instead of running it', async () => {
    const input = '{ servers(first: 10) { nodes { pciDevices { address } } } }'
    const { code, stdout } = await pcigraph(['query', '-', '--explain'], { env: DEMO, input })
    expect(code).toBe(0)
    expect(stdout).toContain('1. nova: servers, 1,000 a call: 1\n   for servers\n')
    expect(stdout).toMatch(/2\. pci store: the devices of servers: 0 to 1\n {3}for servers\.nodes\.pciDevices\n/)
    expect(stdout).toMatch(/Cost: \d+ of \d+, most of it for servers/)
    const broken = await pcigraph(['query', '-', '--explain'], { env: DEMO, input: '{ clouds }' })
    expect(broken.code).not.toBe(0)
  })

  it('says what is wrong with what it was given, with exit code 2', async () => {
    const missing = await pcigraph(['query', '/nowhere.graphql'])
    expect(missing).toMatchObject({ code: 2, stderr: 'pcigraph: /nowhere.graphql cannot be read (ENOENT).\n' })
    const variables = await pcigraph(['query', '-', '--variables', '[1]'], { input: '{ cloud { name } }' })
    expect(variables).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--variables is no JSON object') as unknown,
    })
    const document = await pcigraph(['query', '-'], { env: DEMO, input: '{ clouds }' })
    expect(document).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Cannot query field "clouds"') as unknown,
    })
  })
})

describe('schema', () => {
  it('prints the graph, and as a subgraph what stands in schema/', async () => {
    const [graph, subgraph] = await Promise.all([pcigraph(['schema']), pcigraph(['schema', '--subgraph'])])
    expect(subgraph).toEqual({ code: 0, stdout: readFileSync('schema/pcigraph.graphql', 'utf8'), stderr: '' })
    expect(buildSchema(graph.stdout).getQueryType()?.getFields()).toHaveProperty('pciDevices')
  })

  it("prints the graph that a project's users see", async () => {
    const { code, stdout, stderr } = await pcigraph(['schema', '--contract', 'project'])
    expect([code, stderr]).toEqual([0, ''])
    expect(Object.keys(buildSchema(stdout).getQueryType()?.getFields() ?? {})).toEqual(['cloud', 'server', 'servers'])
    expect(stdout).not.toMatch(/@(key|tag|cost|listSize|shareable)/)
    expect((await pcigraph(['schema', '--contract', 'everything'])).code).toBe(2)
  })
})

describe('serve', () => {
  it('is what npm start is', async () => {
    const child = startPcigraph(['serve', '--port', '0'], { env: DEMO })
    const ended = new Promise((resolve) => child.once('close', resolve))
    let stdout = ''
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
    await expect.poll(() => stdout, { timeout: 15_000 }).toMatch(/ at http:\S+\/graphql\n/)
    const url = / at (http:\S+)\/graphql/.exec(stdout)?.[1] ?? ''
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    child.kill('SIGTERM')
    await ended
    expect(child.exitCode).toBe(0)
  })
})

describe('completion', () => {
  it('completes commands, options and values in bash', async () => {
    const { code, stdout, stderr } = await shell(`
      source <(pcigraph completion bash)
      complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _pcigraph; echo "\${COMPREPLY[@]}"; }
      complete_words pcigraph pci-
      complete_words pcigraph pci-list --sort-
      complete_words pcigraph pci-list -f ''
      complete_words pcigraph completion ''
      complete -p pcigraph`)
    expect([code, stderr]).toEqual([0, ''])
    expect(linesOf(stdout)).toEqual([
      'pci-list pci-show',
      '--sort-column --sort-ascending --sort-descending',
      'table json yaml csv value',
      'bash zsh fish',
      'complete -o default -F _pcigraph pcigraph',
    ])
  })

  it.each(['zsh', 'fish'])('knows every command and option in %s', async (name) => {
    const { code, stdout } = await pcigraph(['completion', name])
    expect(code).toBe(0)
    for (const command of createProgram('').commands) {
      expect(stdout).toContain(command.name())
      for (const { long } of command.options)
        expect(stdout).toContain(name === 'fish' ? `-l ${long?.slice(2)}` : `${long}[`)
    }
  })
})

it('has help with examples for every command', async () => {
  for (const command of createProgram('').commands) {
    let help = ''
    command.configureOutput({ writeOut: (text) => (help += text) })
    command.outputHelp()
    expect(help, command.name()).toMatch(/Examples:\n {2}\S*pcigraph|Examples:\n {2}source/)
    expect(command.description().length, command.name()).toBeGreaterThan(20)
  }
  expect((await pcigraph(['pci-list', '--help'])).stdout).toContain('pcigraph pci-list --status available')
})

it('keeps compiled modules in the user’s own cache folder, and does without where there can be none', async () => {
  const home = mkdtempSync(join(tmpdir(), 'pcigraph-home-'))
  for (const env of [{ HOME: home, XDG_CACHE_HOME: '' }, { HOME: '/dev/null', XDG_CACHE_HOME: '' }, { HOME: '' }]) {
    expect(await pcigraph(['--version'], { env })).toMatchObject({ code: 0, stderr: '' })
  }
  expect(readdirSync(join(home, '.cache', 'pcigraph'))).toHaveLength(1)
  rmSync(home, { recursive: true })
})
