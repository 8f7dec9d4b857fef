import { expect, it } from 'vitest'
import { readConfig, type Config } from '../src/config.ts'
import { ConfigurationError } from '../src/errors.ts'

type Given = { env?: Record<string, string>; argv?: string[]; files?: Record<string, string> }

function read({ env = {}, argv = [], files = {} }: Given = {}): Config {
  return readConfig({ env, argv, files: { home: '/home/op', read: (path) => files[path] ?? null } })
}

function faultsOf(given: Given): readonly string[] {
  try {
    read(given)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
  return []
}

const cloud = {
  OS_AUTH_URL: 'http://keystone:5000/v3',
  OS_USERNAME: 'pcigraph',
  OS_PASSWORD: 'pw',
  OS_PROJECT_NAME: 'service',
}

it('listens on this machine alone and plays the demo, with nothing configured', () => {
  expect(read()).toMatchObject({
    listen: { host: '127.0.0.1', port: 4000 },
    cloud: null,
    cells: [],
    demo: {},
    limits: { maxPageSize: 5000, maxDepth: 16, maxTokens: 2000, maxAliases: 50, maxExpandedFields: 5000 },
    graphiql: true,
    logLevel: 'info',
  })
})

it('takes flags before variables, and variables before the file', () => {
  const files = { 'pcigraph.yaml': 'settings: { PORT: 1, HOST: file, PCIGRAPH_MAX_DEPTH: 7, PCIGRAPH_GRAPHIQL: off }' }
  const config = read({ env: { PORT: '2', HOST: '0.0.0.0' }, argv: ['--port', '3'], files })
  expect(config.listen).toEqual({ host: '0.0.0.0', port: 3 })
  expect(config.limits.maxDepth).toBe(7)
  expect(config.graphiql).toBe(false)
})

it('takes an empty variable for one that is not set', () => {
  expect(read({ env: { PORT: '', OS_AUTH_URL: '', PCIGRAPH_SOURCES: '  ' } })).toMatchObject({
    listen: { port: 4000 },
    cloud: null,
    demo: {},
  })
})

it('tells everything that is wrong at once, and no secret with it', () => {
  const faults = faultsOf({
    env: {
      PORT: '99999',
      PCIGRAPH_MAX_DEPTH: 'deep',
      PCIGRAPH_LOG_LEVEL: 'loud',
      PCIGRAPH_GRAPHIQL: 'perhaps',
      PCIGRAPH_SOURCES: 'cell1=oracle://nova:hunter2@db/nova',
      OS_AUTH_URL: 'keystone',
      OS_USERNAME: 'u',
    },
    argv: ['--bind=here'],
  })
  expect(faults).toHaveLength(8)
  for (const part of ['--bind', 'PORT', 'MAX_DEPTH', 'LOG_LEVEL', 'GRAPHIQL', 'cell1', 'OS_AUTH_URL', 'OS_PASSWORD']) {
    expect(faults.filter((fault) => fault.includes(part))).toHaveLength(1)
  }
  expect(faults.join()).not.toContain('hunter2')
})

it('refuses sources without a cloud, and says why', () => {
  const faults = faultsOf({ env: { PCIGRAPH_SOURCES: 'cell1=sqlite:/srv/nova.db' } })
  expect(faults).toEqual([expect.stringContaining('nobody could be signed in')])
})

it('works with a cloud without sources', () => {
  expect(read({ env: cloud })).toMatchObject({ cells: [], demo: null, cloud: { name: null } })
})

it('reads sources from a variable, from a file that it names, and from pcigraph.yaml', () => {
  const url = 'mysql://nova_ro:pw@db/nova'
  const cell1 = [{ name: 'cell1', uuid: null, url }]
  expect(read({ env: { ...cloud, PCIGRAPH_SOURCES: `cell1=${url}` } }).cells).toEqual(cell1)
  const files = { '/run/secrets/sources': `cell1=${url}\n`, '/run/secrets/url': `${url}\n` }
  expect(read({ env: { ...cloud, PCIGRAPH_SOURCES_FILE: '/run/secrets/sources' }, files }).cells).toEqual(cell1)
  const yaml = 'sources:\n  - { name: cell1, uuid: abc, url_file: /run/secrets/url }\n'
  expect(
    read({ env: { ...cloud, PCIGRAPH_CONFIG: '/etc/pcigraph.yaml' }, files: { ...files, '/etc/pcigraph.yaml': yaml } })
      .cells,
  ).toEqual([{ name: 'cell1', uuid: 'abc', url }])
})

it('says what is wrong with pcigraph.yaml', () => {
  const faultsOfYaml = (text: string) => faultsOf({ env: cloud, files: { 'pcigraph.yaml': text } })
  expect(faultsOfYaml('sources: [')).toEqual([expect.stringContaining('no YAML at line')])
  expect(faultsOfYaml('sorces: []')).toEqual([expect.stringContaining('sorces')])
  expect(faultsOfYaml('sources: [{ name: a }]')).toEqual([expect.stringContaining('needs url or url_file')])
  expect(faultsOfYaml('sources: [{ name: a, url: "x:y" }]')).toEqual([expect.stringMatching(/^sources: a: /)])
  const twice = 'sources: [{ name: a, url: "sqlite:a.db" }, { name: a, url: "sqlite:b.db" }]'
  expect(faultsOfYaml(twice)).toEqual(['sources: two cells are named a'])
})

it('says so where a file that is named is not there', () => {
  expect(faultsOf({ env: { ...cloud, PCIGRAPH_CONFIG: '/nowhere.yaml' } })).toEqual([
    'PCIGRAPH_CONFIG: there is no file /nowhere.yaml',
  ])
  expect(faultsOf({ env: { ...cloud, PCIGRAPH_SOURCES_FILE: '/nowhere' } })).toEqual([
    'PCIGRAPH_SOURCES_FILE: there is no file /nowhere',
  ])
})

it('refuses a secret and its file together', () => {
  const env = { ...cloud, OS_PASSWORD_FILE: '/run/secrets/pw' }
  expect(faultsOf({ env })).toEqual(['OS_PASSWORD and OS_PASSWORD_FILE are both set: unset one'])
})

it('reads the sizes of the demo', () => {
  const env = { PCIGRAPH_DEMO: 'servers=1200,devices=4800,hypervisors=40' }
  expect(read({ env }).demo).toEqual({ servers: 1200, devices: 4800, hypervisors: 40 })
  expect(faultsOf({ env: { PCIGRAPH_DEMO: 'servers=many,cats=3,hypervisors=0' } })).toHaveLength(3)
  expect(faultsOf({ env: { ...cloud, ...env } })).toEqual([expect.stringContaining('PCIGRAPH_DEMO')])
})
