import type { Interval } from '../runner/statistics.ts'

export type Bars = {
  readonly title: string
  readonly groups: readonly {
    readonly name: string
    readonly bars: readonly (Interval & { readonly name: string })[]
  }[]
}

const LEFT = 190
const WIDTH = 900
const ROW = 18
const GAP = 14
const TOP = 44
/** Longer bars end here, and are marked: one that is hundreds of times as long would leave nothing of the others. */
const CUT = 12

/** Horizontal bars from zero, with whiskers for the intervals. Plain SVG. */
export function drawBars({ title, groups }: Bars): string {
  const longest = Math.max(2, ...groups.flatMap(({ bars }) => bars.map(({ high }) => high)))
  const most = Math.min(longest, CUT)
  const x = (value: number) => LEFT + (Math.min(value, most) / most) * (WIDTH - LEFT - 70)
  const parts: string[] = []
  let y = TOP
  for (const { name, bars } of groups) {
    for (const [index, bar] of bars.entries()) {
      const middle = y + ROW / 2
      if (index === 0) parts.push(textAt(8, middle, name, 'start', 'bold'))
      parts.push(
        textAt(LEFT - 8, middle, bar.name, 'end'),
        `<rect x="${LEFT}" y="${y + 3}" width="${round(x(bar.value) - LEFT)}" height="${ROW - 6}" fill="${colourOf(bar.name)}"/>`,
        `<path d="M${round(x(bar.low))} ${middle}H${round(x(bar.high))}" stroke="#111" stroke-width="1.5"/>`,
        textAt(
          x(Math.max(bar.high, bar.value)) + 6,
          middle,
          `${bar.value > most ? '» ' : ''}${bar.value.toFixed(2)}`,
          'start',
        ),
      )
      y += ROW
    }
    y += GAP
  }
  const ticks: string[] = []
  const step = most > 16 ? 5 : most > 8 ? 2 : 1
  for (let value = 0; value <= most; value += step) {
    const weight = value === 0 ? 1.5 : 0.5
    ticks.push(
      `<path d="M${round(x(value))} ${TOP - 4}V${y}" stroke="#888" stroke-width="${weight}"/>`,
      textAt(x(value), TOP - 12, `${value}`, 'middle'),
    )
  }
  const raw = `<path d="M${round(x(1))} ${TOP - 4}V${y}" stroke="#111" stroke-dasharray="4 3"/>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" font-family="sans-serif" font-size="12" role="img">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${y}" fill="#fff"/>`,
    textAt(8, 14, title, 'start', 'bold'),
    ...ticks,
    ...parts,
    raw,
    '</svg>',
    '',
  ].join('\n')
}

function textAt(x: number, y: number, text: string, anchor: 'start' | 'middle' | 'end', weight = 'normal'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-weight="${weight}" dominant-baseline="central" fill="#111">${text}</text>`
}

function colourOf(name: string): string {
  return name === 'pcigraph' ? '#0b7a75' : '#b8c4d0'
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
