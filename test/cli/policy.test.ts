import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse as parseYaml } from 'yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemoCloud, type DemoCloud } from '../../src/demo/demo-cloud.ts'
import { DEFAULT_CHECKS, RULES } from '../../src/policy/rules.ts'
import { signIn } from '../support/graph.ts'
import { openDemoCallers } from '../support/callers.ts'
import { cloudEnvironment, linesOf, pcigraph } from './command.ts'

type Row = Record<string, unknown>

let demo: DemoCloud
let directory: string
beforeAll(async () => {
  demo = await startDemoCloud({ servers: 40, hypervisors: 8 })
  directory = mkdtempSync(join(tmpdir(), 'pcigraph-policy-'))
})
afterAll(async () => {
  await demo.close()
  rmSync(directory, { recursive: true })
})

function file(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

function policy(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return pcigraph(['policy', ...args], { env })
}

/** By the first column. */
async function rowsOf(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await policy([...args, '-f', 'json'], env)
  expect(code, stderr).toBe(0)
  const rows = JSON.parse(stdout) as Row[]
  return { rows: new Map(rows.map((row) => [Object.values(row)[0], row])), stderr }
}

const HARDWARE = `
# The hardware team
hardware_team: role:hardware
os_compute_api:os-pci:index: rule:context_is_admin or rule:hardware_team
os_compute_api:os-pci:show: rule:context_is_admin or rule:hardware_team
pcigraph:device:host_details: "@"
`

describe('the rules in force', () => {
  it('are the defaults where nothing is configured, each with who enforces it', async () => {
    const { rows, stderr } = await rowsOf([])
    expect(stderr).toBe('')
    expect([...rows.keys()]).toEqual(Object.keys(RULES))
    expect([...rows.values()].map(({ Check }) => Check)).toEqual(Object.values(DEFAULT_CHECKS))
    expect(rows.get('os_compute_api:os-services:list')).toEqual({
      Rule: 'os_compute_api:os-services:list',
      Check: 'rule:context_is_admin',
      Source: 'default',
      Replaces: null,
      'Enforced By': 'nova',
      Description: 'Show the services of hosts.',
    })
  })

  it('come with file and line, with what they replace, and with the rules that they refer to', async () => {
    const path = file('policy.yaml', HARDWARE)
    const expected = {
      Check: 'rule:context_is_admin or rule:hardware_team',
      Source: `${path}:4`,
      Replaces: 'rule:context_is_admin',
      'Enforced By': 'pcigraph',
    }
    const configured = file(
      'pcigraph.yaml',
      `policy: ${path}\nsources: [{ name: cell1, url: 'mysql://nobody@db/nova' }]`,
    )
    for (const [args, env] of [
      [['--policy', path], {}],
      [[], { PCIGRAPH_POLICY: path }],
      [[], { PCIGRAPH_CONFIG: configured }],
    ] as const) {
      const { rows, stderr } = await rowsOf(args, env)
      expect(stderr).toBe('')
      expect(rows.get('os_compute_api:os-pci:index')).toMatchObject(expected)
      expect(rows.get('os_compute_api:os-pci:pci_servers')).toMatchObject({ Source: 'default', Replaces: null })
      expect([...rows.keys()].at(-1)).toBe('hardware_team')
      expect(rows.get('hardware_team')).toMatchObject({ 'Enforced By': null, Replaces: null, Check: 'role:hardware' })
    }
  })

  it('of a later file win, and --policy stands in for what is configured', async () => {
    const [one, other] = [file('one.yaml', HARDWARE), file('other.yaml', '"os_compute_api:os-pci:index": "!"')]
    const { rows } = await rowsOf(['--policy', one, '--policy', other], { PCIGRAPH_POLICY: '/nowhere.yaml' })
    expect(rows.get('os_compute_api:os-pci:index')).toMatchObject({ Check: '!', Source: `${other}:1` })
    expect(rows.get('os_compute_api:os-pci:show')).toMatchObject({ Source: `${one}:5` })
  })

  it('are told in every format, by column and sorted', async () => {
    const chosen = ['-c', 'Rule', '-c', 'enforced_by', '--sort-column', 'Rule', '--limit', '2']
    const value = await policy([...chosen, '-f', 'value'])
    expect(value).toEqual({ code: 0, stdout: 'admin_or_owner pcigraph\ncontext_is_admin pcigraph\n', stderr: '' })
    const csv = await policy([...chosen, '-f', 'csv'])
    expect(linesOf(csv.stdout)[0]).toBe('"Rule","Enforced By"')
    const yaml = await policy([...chosen, '-f', 'yaml'])
    expect(parseYaml(yaml.stdout)).toEqual([
      { Rule: 'admin_or_owner', 'Enforced By': 'pcigraph' },
      { Rule: 'context_is_admin', 'Enforced By': 'pcigraph' },
    ])
    expect((await policy(chosen)).stdout).toContain('| Rule             | Enforced By |')
  })

  it('of a file of Nova’s size are the few that the graph asks; how many others there are is said once', async () => {
    const path = file('nova.yaml', novaPolicy(300))
    const { rows, stderr } = await rowsOf(['--policy', path])
    expect(rows.get('os_compute_api:os-pci:pci_servers')).toMatchObject({ Source: 'default' })
    expect(rows.get('os_compute_api:servers:detail')).toMatchObject({ Check: 'rule:project_reader_or_admin' })
    expect([...rows.keys()].slice(Object.keys(RULES).length)).toEqual(['project_reader_or_admin', 'project_reader_api'])
    expect(stderr).toMatch(
      /^301 rules of the files are asked by nobody here, .*: project_member_api, .*, and 296 more\n$/,
    )
    // As its generator writes it, all of it is comments.
    const { rows: commented } = await rowsOf(['--policy', file('sample.yaml', novaPolicy(300).replace(/^"/gm, '#"'))])
    expect([...commented.values()].every(({ Source }) => Source === 'default')).toBe(true)
  })

  it('have their doubts told on standard error', async () => {
    const path = file('doubtful.yaml', '"os_compute_api:os-pci:index": "user_id:%(user_id)s"')
    const { code, stderr } = await policy(['--policy', path])
    expect(code).toBe(0)
    expect(stderr).toBe(
      `warning: ${path}:1: os_compute_api:os-pci:index: whose a thing is by user_id is not known here: what depends on it is denied\n`,
    )
  })

  it('are all looked at before the faults are told, with exit code 2', async () => {
    const path = file(
      'faulty.yaml',
      '"os_compute_api:os-pci:index": "role:admin or"\n"pcigraph:device:host_detail": "@"\n"os_compute_api:os-pci:show": "rule:nobody"\n',
    )
    for (const more of [[], ['--as', 'role:member'], ['--mine', '--fields']]) {
      const { code, stdout, stderr } = await policy(['--policy', path, ...more], cloudEnvironment(demo))
      expect([code, stdout]).toEqual([2, ''])
      for (const line of [1, 2, 3]) expect(stderr).toContain(`${path}:${line}: `)
    }
    const missing = await policy(['--policy', '/nowhere.yaml'])
    expect(missing).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('/nowhere.yaml') as unknown })
  })
})

describe('--sample', () => {
  it('has every rule with its default, as comments that change nothing', async () => {
    const { code, stdout, stderr } = await policy(['--sample'])
    expect([code, stderr]).toEqual([0, ''])
    expect(linesOf(stdout).every((line) => line === '' || line.startsWith('#'))).toBe(true)
    const { rows } = await rowsOf([], { PCIGRAPH_POLICY: file('commented.yaml', stdout) })
    expect([...rows.values()].every(({ Source }) => Source === 'default')).toBe(true)
  })

  it('is a policy of the defaults with its marks taken off', async () => {
    const { stdout } = await policy(['--sample'])
    const path = file('plain.yaml', stdout.replace(/^#"/gm, '"'))
    const { rows, stderr } = await rowsOf([], { PCIGRAPH_POLICY: path })
    expect(stderr).toBe('')
    expect([...rows.keys()]).toEqual(Object.keys(RULES))
    for (const { Check, Replaces, Source } of rows.values()) {
      expect(Check).toBe(Replaces)
      expect(Source).toContain(`${path}:`)
    }
  })
})

describe('what the rules say to a token', () => {
  it('is all for an admin, own or none for a member, each with the checks that decided', async () => {
    const admin = await rowsOf(['--mine'], cloudEnvironment(demo))
    expect(new Set([...admin.rows.values()].map(({ Whose }) => Whose))).toEqual(new Set(['all']))
    const { rows, stderr } = await rowsOf(['--mine'], cloudEnvironment(demo, 'alice'))
    expect(rows.get('os_compute_api:os-pci:index')).toEqual({
      Rule: 'os_compute_api:os-pci:index',
      Whose: 'none',
      Why: 'role:admin does not hold: the token has member, reader',
      'Enforced By': 'pcigraph',
    })
    expect(rows.get('os_compute_api:os-pci:pci_servers')).toMatchObject({
      Whose: 'own',
      Why: expect.stringMatching(
        /^its own: project_id:%\(project_id\)s holds; others': role:admin does not/,
      ) as unknown,
    })
    const { id, projectId } = demo.users.alice
    expect(stderr).toMatch(
      new RegExp(
        `^user alice \\(${id}\\) on project \\S+ \\(${String(projectId)}\\); roles member, reader; until 20.*\\n$`,
      ),
    )
  })

  it('comes of a file, of standard input or of OS_TOKEN alike, and the token is told nowhere', async () => {
    const token = await signIn(demo, 'alice')
    const { OS_AUTH_URL = '', OS_REGION_NAME = '' } = cloudEnvironment(demo)
    const env = { OS_AUTH_URL, OS_REGION_NAME }
    const runs = await Promise.all([
      policy(['--token-file', file('token', `${token}\n`), '--debug'], env),
      pcigraph(['policy', '--token-file', '-', '--debug'], { env, input: token }),
      policy(['--mine', '--debug'], { ...env, OS_TOKEN: token }),
      // Whoever else the environment would sign in as.
      policy(['--token-file', file('token', token), '--debug'], cloudEnvironment(demo)),
    ])
    for (const { code, stdout, stderr } of runs) {
      expect(code).toBe(0)
      expect(stdout).toBe(runs[0].stdout)
      expect(stderr).toContain('user alice')
      expect(`${stdout}${stderr}`).not.toContain(token)
    }
  })

  it('is within the access rules of an application credential', async () => {
    const token = await openDemoCallers(demo).token('restrictedApplicationCredential')
    const path = file('token', String(token))
    const open = file('open.yaml', '"os_compute_api:os-pci:index": "@"')
    const { rows, stderr } = await rowsOf(['--token-file', path, '--policy', open], cloudEnvironment(demo))
    expect(stderr).toContain('access rules for GET /v2.1/servers of compute, GET /v2.1/servers/* of compute')
    expect(rows.get('os_compute_api:os-pci:pci_servers')).toMatchObject({ Whose: 'own' })
    expect(rows.get('os_compute_api:os-pci:index')).toMatchObject({
      Whose: 'none',
      Why: expect.stringContaining('The access rules of this application credential do not allow this') as unknown,
    })
    expect(rows.get('os_compute_api:os-flavor-extra-specs:index')).toMatchObject({
      Why: expect.stringContaining('nova holds it to its access rules besides') as unknown,
    })
  })

  it('is nothing where Keystone refuses or is not there, with exit codes 3 and 5', async () => {
    const nonsense = file('token', 'no-token')
    expect(await policy(['--token-file', nonsense], cloudEnvironment(demo))).toMatchObject({ code: 3, stdout: '' })
    const system = await policy(['--mine'], cloudEnvironment(demo, 'auditor'))
    expect(system).toMatchObject({ code: 3, stderr: expect.stringContaining('sign in with a project') as unknown })
    const wrong = await policy(['--mine'], { ...cloudEnvironment(demo), OS_PASSWORD: 'wrong' })
    expect(wrong).toMatchObject({ code: 3, stderr: expect.stringContaining('Keystone refuses') as unknown })
    const gone = await policy(['--mine'], { ...cloudEnvironment(demo), OS_AUTH_URL: 'http://127.0.0.1:1/v3' })
    expect(gone).toMatchObject({ code: 5, stdout: '', stderr: 'pcigraph: Keystone refuses connections.\n' })
    const nowhere = await policy(['--token-file', nonsense])
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('OS_AUTH_URL') as unknown })
    expect(await policy(['--token-file', '/nowhere'])).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('--as', () => {
  it('says of a made-up caller what it says of such a token', async () => {
    const { id, projectId } = demo.users.alice
    const made = `role:member,role:Reader project:${String(projectId)} user:${id}`
    for (const fields of [[], ['--fields']]) {
      const [asked, signedIn] = await Promise.all([
        policy(['--as', made, ...fields]),
        policy(['--mine', ...fields], cloudEnvironment(demo, 'alice')),
      ])
      expect(asked.stdout).toBe(signedIn.stdout)
      expect(asked.stderr).toMatch(/roles member, reader; made up, no token\n$/)
    }
  })

  it('says what is wrong with the caller, with exit code 2', async () => {
    for (const caller of ['member', 'rol:member', 'role:', 'project:a project:b']) {
      const { code, stdout, stderr } = await policy(['--as', caller])
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^pcigraph: --as: .*\n$/)
    }
    expect(await policy(['--as', 'role:member', '--mine'])).toMatchObject({ code: 2, stdout: '' })
  })

  it('says why host details that are for owners alone are shown to nobody who sees the devices of others', async () => {
    const path = file(
      'details.yaml',
      '"os_compute_api:os-pci:index": "role:lister"\n"pcigraph:device:host_details": "rule:admin_or_owner"',
    )
    const owner = await rowsOf(['--as', 'role:member', '--policy', path])
    expect(owner.rows.get('pcigraph:device:host_details')).toMatchObject({ Whose: 'own' })
    const lister = await rowsOf(['--as', 'role:lister', '--policy', path])
    expect(lister.rows.get('pcigraph:device:host_details')).toMatchObject({
      Whose: 'none',
      Why: expect.stringContaining('but it sees devices of others') as unknown,
    })
  })
})

describe('--fields', () => {
  it('has a line for each field, and for each input that has a rule of its own', async () => {
    const { code, stdout } = await policy(['--as', 'role:member', '--fields', '-f', 'value'])
    expect(code).toBe(0)
    const lines = linesOf(stdout)
    expect(lines).toContain('Server.name own os_compute_api:servers:detail nova None')
    expect(lines).toContain('PciDevice.vendorId own as parent None None')
    expect(lines).toContain('PciPool.free no as parent None no PciPool is shown')
    for (const field of [
      'PciDevice.address',
      'Server.pciDevices(onServerHost:)',
      'PciDeviceFilter.host',
      'PciDeviceOrderField.SLOT',
    ]) {
      expect(lines).toContain(
        `${field} no pcigraph:device:host_details pcigraph role:admin does not hold: the token has member`,
      )
    }
  })

  it('names what a field needs beside its own rule', async () => {
    const path = file('needs.yaml', '"os_compute_api:os-pci:show": "role:member"')
    const { rows } = await rowsOf(['--as', 'role:member', '--fields', '--policy', path])
    expect(rows.get('Query.pciDevice')).toMatchObject({ Shown: 'yes' })
    expect(rows.get('Query.pciDeviceBySlot')).toMatchObject({
      Shown: 'no',
      'Why Not': expect.stringMatching(/^it needs pcigraph:device:host_details: role:admin does not/) as unknown,
    })
  })
})

/** Shaped as Nova's own: rules of projects, then a great many that nobody here asks. */
function novaPolicy(count: number): string {
  const actions = Array.from(
    { length: count },
    (_, at) => `"os_compute_api:os-action-${at}:create": "rule:project_member_api"`,
  )
  return `# Default rule for Project level non admin APIs.
"project_member_api": "role:member and project_id:%(project_id)s"

# DEPRECATED
# "rule:admin_or_owner":"is_admin:True or project_id:%(project_id)s" has been
# deprecated since 21.0.0 in favor of "rule:project_reader_api".
"project_reader_api": "role:reader and project_id:%(project_id)s"
"project_reader_or_admin": "rule:project_reader_api or rule:context_is_admin"

# List all servers with detailed information
# GET  /servers/detail
# Intended scope(s): project
"os_compute_api:servers:detail": "rule:project_reader_or_admin"

${actions.join('\n\n')}
`
}
