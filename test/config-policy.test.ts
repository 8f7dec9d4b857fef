import { expect, it } from 'vitest'
import { readConfig, type Config } from '../src/config.ts'

function read(env: Record<string, string>, files: Record<string, string>): Config {
  return readConfig({ env, argv: [], files: { home: '/home/op', read: (path) => files[path] ?? null } })
}

const FILES = { '/etc/nova/policy.yaml': 'a: "@"', '/home/op/own.yaml': 'b: "!"' }
const READ = [
  { name: '/etc/nova/policy.yaml', text: 'a: "@"' },
  { name: '~/own.yaml', text: 'b: "!"' },
]

it('reads no policy file where none is named', () => {
  expect(read({}, FILES).policy).toEqual([])
})

it('reads the policy files of PCIGRAPH_POLICY in their order', () => {
  expect(read({ PCIGRAPH_POLICY: '/etc/nova/policy.yaml:~/own.yaml' }, FILES).policy).toEqual(READ)
})

it.each([
  ['a text', 'policy: "/etc/nova/policy.yaml:~/own.yaml"'],
  ['a list', 'policy: [/etc/nova/policy.yaml, ~/own.yaml]'],
])('reads the policy files that pcigraph.yaml names in %s', (_, yaml) => {
  expect(read({}, { ...FILES, 'pcigraph.yaml': yaml }).policy).toEqual(READ)
})

it('takes the variable before pcigraph.yaml', () => {
  const files = { ...FILES, 'pcigraph.yaml': 'policy: [/etc/nova/policy.yaml]' }
  expect(read({ PCIGRAPH_POLICY: '~/own.yaml' }, files).policy.map(({ name }) => name)).toEqual(['~/own.yaml'])
})

it('tells of every policy file that is not there, and where it was named', () => {
  expect(() => read({ PCIGRAPH_POLICY: '/a.yaml:/b.yaml' }, {})).toThrow(
    /PCIGRAPH_POLICY: there is no file \/a\.yaml\n.*PCIGRAPH_POLICY: there is no file \/b\.yaml/,
  )
  expect(() => read({}, { 'pcigraph.yaml': 'policy: /a.yaml' })).toThrow('policy: there is no file /a.yaml')
})

it('tells what is wrong in a policy file with all else that is wrong', () => {
  const files = { '/a.yaml': 'context_is_admin: "role:a role:b"\npcigraph:cloud:cell: "@"' }
  expect(() => read({ PCIGRAPH_POLICY: '/a.yaml', PORT: 'x' }, files)).toThrow(
    /3 faults:\n.*PORT.*\n.*\/a\.yaml:1: context_is_admin: at column 8.*\n.*\/a\.yaml:2: .* did you mean pcigraph:cloud:cells\?/,
  )
})
