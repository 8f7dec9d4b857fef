import { describe, expect, it } from 'vitest'
import { PARTS, readOptions, UsageError } from '../../bench/options.ts'

const names = (named: readonly { readonly name: string }[] | undefined) => named?.map(({ name }) => name)

describe('the options of the benchmark', () => {
  it('measures everything and writes it down unless it is restricted', () => {
    const options = readOptions([])
    expect(options).toMatchObject({ parts: PARTS, latenciesMs: [0, 4, 30], documentation: 'docs', isJson: false })
    expect(names(options?.questions)).toEqual(['one', 'page100', 'page5000', 'reverse', 'report', 'groups'])
    expect(names(options?.rivals)).toContain('rest-loop')
  })

  it('asks raw, pcigraph and yoga without latency in the short form, and writes nothing', () => {
    const options = readOptions(['--short', '--json'])
    expect(options).toMatchObject({ parts: ['questions'], latenciesMs: [0], documentation: null, isJson: true })
    expect(names(options?.rivals)).toEqual(['raw', 'pcigraph', 'yoga'])
    expect(names(options?.questions)).toEqual(expect.arrayContaining(['page100', 'page5000']))
  })

  it('keeps the yardstick whichever rivals are named', () => {
    expect(names(readOptions(['--rival', 'grafast'])?.rivals)).toEqual(['raw', 'grafast'])
  })

  it('does not overwrite the figures of a whole run with those of a part', () => {
    for (const args of [
      ['--question', 'one'],
      ['--latency', '4'],
      ['--rounds', '2'],
      ['--part', 'start'],
      ['--lean'],
    ]) {
      expect(readOptions(args)?.documentation).toBeNull()
    }
    expect(readOptions(['--question', 'one', '--docs', '/tmp/elsewhere'])?.documentation).toBe('/tmp/elsewhere')
  })

  it('compares gateways with stock Hive Gateway, whichever are named, and in the short form where that is asked for', () => {
    expect(readOptions(['--short'])?.parts).not.toContain('federation')
    const options = readOptions([
      '--short',
      '--part',
      'federation',
      '--question',
      'joined100',
      '--rival',
      'apollo-gateway',
    ])
    expect(options).toMatchObject({ parts: ['federation'], questions: [] })
    expect(names(options?.joinedQuestions)).toEqual(['joined100'])
    expect(names(options?.joinedRivals)).toEqual(['hive-gateway', 'apollo-gateway'])
    expect(readOptions(['--question', 'joined100'])?.parts).toEqual(['federation'])
  })

  it('refuses names that it does not know and numbers that are none', () => {
    for (const args of [
      ['--question', 'two'],
      ['--rival', 'express'],
      ['--latency', 'soon'],
      ['--part', 'x'],
      ['-x'],
    ]) {
      expect(() => readOptions(args)).toThrow(UsageError)
    }
  })
})
