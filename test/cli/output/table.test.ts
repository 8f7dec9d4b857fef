import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createTable, fit, isLegible } from '../../../src/cli/output/table.ts'
import { textOf, widthOf, wrap } from '../../../src/cli/output/text.ts'

const plain = (_title: string, text: string) => text

describe('a table', () => {
  it('is drawn as the openstack client draws it', () => {
    const table = createTable({ titles: ['ID', 'Name'], maxWidth: null, paint: plain })
    expect(
      table.add([
        ['1', 'web'],
        ['22', 'two\nlines'],
      ]) + table.line(),
    ).toBe(
      [
        '+----+-------+',
        '| ID | Name  |',
        '+----+-------+',
        '| 1  | web   |',
        '| 22 | two   |',
        '|    | lines |',
        '+----+-------+',
        '',
      ].join('\n'),
    )
  })

  it('keeps the widths of its first part: later rows are wrapped in a terminal, and made room for elsewhere', () => {
    const inTerminal = createTable({ titles: ['A'], maxWidth: 80, paint: plain })
    inTerminal.add([['abcd']])
    expect(inTerminal.add([['abcdefgh']])).toBe('| abcd |\n| efgh |\n')
    const inPipe = createTable({ titles: ['A'], maxWidth: null, paint: plain })
    inPipe.add([['abcd']])
    expect(inPipe.add([['abcdefgh']])).toBe('| abcdefgh |\n')
  })

  it('takes from the widest column, and breaks no word but very long ones while others have room', () => {
    const widths = fit(
      ['ID', 'Text'],
      [['0758000e-841f-48ff-8f88-fad4c5550eda', 'a long text of many short words']],
      60,
    )
    expect(widths.toSorted()).toEqual([26, 27])
    expect(fit(['Hypervisor Hostname', 'ID'], [['gpu-a01', '0758000e-841f-48ff-8f88-fad4c5550eda']], 56)).toEqual([
      13, 36,
    ])
    expect(
      fit(['ID', 'Text'], [['0758000e-841f-48ff-8f88-fad4c5550eda', 'x']], 20).reduce((sum, width) => sum + width, 7),
    ).toBe(20)
  })

  it('is no table where its columns could not be read any more', () => {
    const row = ['0758000e-841f-48ff-8f88-fad4c5550eda', 'a long text of many short words']
    expect([25, 24, 23].map((width) => isLegible(['ID', 'Text'], [row], width))).toEqual([true, true, false])
  })

  it('breaks ids and host names after one of their parts, where that leaves the line half full', () => {
    expect(wrap('0758000e-841f-48ff-8f88-fad4c5550eda', 22)).toBe('0758000e-841f-48ff-\n8f88-fad4c5550eda')
    expect(wrap('0758000e-841f-48ff-8f88-fad4c5550eda', 19)).toBe('0758000e-841f-48ff-\n8f88-fad4c5550eda')
    expect(wrap('cpu-01.dc1.example.net', 20)).toBe('cpu-01.dc1.example.\nnet')
    expect(wrap('a-verylongwordwithoutanypart', 12)).toBe('a-verylongwo\nrdwithoutany\npart')
  })

  it('counts wide characters as terminals do', () => {
    expect(['abc', '日本', 'é', 'e\u0301', '🚀'].map(widthOf)).toEqual([3, 4, 1, 1, 2])
    const table = createTable({ titles: ['A'], maxWidth: null, paint: plain })
    expect(table.add([['日本'], ['abcd']])).toContain('| 日本 |\n| abcd |')
  })

  it('fits into any width and loses no character of any text', () => {
    const texts = fc.array(fc.tuple(fc.string({ unit: 'grapheme-ascii' }), fc.string({ unit: 'grapheme-ascii' })), {
      minLength: 1,
      maxLength: 5,
    })
    fc.assert(
      fc.property(texts, fc.integer({ min: 12, max: 60 }), (rows, maxWidth) => {
        const table = createTable({ titles: ['A', 'B'], maxWidth, paint: plain })
        const lines = table.add(rows).trimEnd().split('\n')
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(maxWidth)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        expect(wrap(text, width).replace(/[ \n]/g, '')).toBe(text.replace(/[ \n]/g, ''))
      }),
    )
  })
})

describe('text', () => {
  it('shows what would move the cursor instead of doing it', () => {
    expect(textOf('evil\u001b[2Jname\r\u0007')).toBe('evil\\x1b[2Jname\\x0d\\x07')
  })

  it('has None for null, and lines for lists', () => {
    expect([null, true, 3, ['a', 'b'], { a: 1 }].map(textOf)).toEqual(['None', 'True', '3', 'a\nb', '{"a":1}'])
  })
})
