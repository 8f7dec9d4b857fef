import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { checkDocumentLimits } from '../../src/engine/document-limits.ts'
import { LimitExceeded } from '../../src/errors.ts'

const limits = { maxDepth: 5, maxAliases: 3, maxExpandedFields: 100 }

function check(source: string) {
  return () => checkDocumentLimits(parse(source), limits)
}

/** Fragments of which each spreads the next one twice: 2 to the power of `rounds` fields. */
function doubling(rounds: number): string {
  const fragments = Array.from({ length: rounds }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)
  return `query Doubling { ...F0 } ${fragments.join(' ')} fragment F${rounds} on Query { cloud { name } }`
}

describe('checkDocumentLimits', () => {
  it('lets an ordinary question pass', () => {
    expect(check('{ servers { nodes { name hypervisor { hostname } } } }')).not.toThrow()
  })

  it('refuses fragments that double sixty times, which nobody could count one by one', () => {
    expect(check(doubling(60))).toThrow(LimitExceeded)
    expect(check(doubling(60))).toThrow(
      /The operation Doubling has .* fields with its fragments multiplied out; 100 are allowed/,
    )
  })

  it('counts fields through fragments and inline fragments alike', () => {
    const fields = Array.from({ length: 60 }, (_, i) => `f${i}`).join(' ')
    expect(check(`{ a { ...F } } fragment F on T { ${fields} }`)).not.toThrow()
    expect(check(`{ a { ...F } b { ... on T { ...F } } } fragment F on T { ${fields} }`)).toThrow(/122 fields/)
  })

  it('measures depth through fragments', () => {
    expect(check('{ a { b { c { d { e } } } } }')).not.toThrow()
    expect(check('{ a { b { ...F } } } fragment F on T { c { d { e { f } } } }')).toThrow(
      /6 fields deep; 5 are allowed/,
    )
  })

  it('counts aliases of one field', () => {
    expect(check('{ a: cloud { name } b: cloud { name } c: cloud { name } }')).not.toThrow()
    expect(check('{ a: cloud { name } b: cloud { name } c: cloud { name } d: cloud { name } }')).toThrow(/4 aliases/)
  })

  it('looks at every operation of the document', () => {
    expect(check(`query Small { cloud { name } } ${doubling(10)}`)).toThrow(/Doubling/)
  })

  it('ends on fragments that go in a circle and on ones that are missing, which validation refuses', () => {
    expect(check('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A ...Missing }')).not.toThrow()
  })
})
