import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { assertCompositionSuccess, composeServices } from '@theguild/federation-composition'
import { buildSchema, findBreakingChanges, findDangerousChanges, parse } from 'graphql'
import { printSubgraph } from '../federation/subgraph-sdl.ts'
import { createSchema } from '../schema/index.ts'

/** Writes schema/ anew; with `--check` only says where it is not what the code says, by exit code 1. Changes that break clients are told. */
export async function writeSchema(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: { check: { type: 'boolean', default: false } } })

  const subgraph = printSubgraph(createSchema())
  const files = new Map([
    ['pcigraph.graphql', subgraph],
    ['supergraph.graphql', compose(subgraph)],
  ])

  let drifted = false
  for (const [name, text] of files) {
    const url = new URL(`../../schema/${name}`, import.meta.url)
    const committed = await readFile(url, 'utf8').catch(() => '')
    if (committed === text) continue
    drifted = true
    if (name === 'pcigraph.graphql' && committed !== '') reportChanges(committed, text)
    if (values.check)
      process.stderr.write(`schema/${name} is not what the code says: run npm run schema and commit it.\n`)
    else await writeFile(url, text)
  }
  if (values.check && drifted) process.exitCode = 1
}

/** What a router loads to serve the own graph alone. */
function compose(typeDefs: string): string {
  const result = composeServices([
    { name: 'pcigraph', typeDefs: parse(typeDefs), url: 'http://127.0.0.1:4000/graphql' },
  ])
  assertCompositionSuccess(result)
  return `${result.supergraphSdl.trim()}\n`
}

function reportChanges(before: string, after: string): void {
  const [old, now] = [buildSchema(before), buildSchema(after)]
  for (const { type, description } of findBreakingChanges(old, now))
    process.stderr.write(`breaking: ${type}: ${description}\n`)
  for (const { type, description } of findDangerousChanges(old, now))
    process.stderr.write(`dangerous: ${type}: ${description}\n`)
}
