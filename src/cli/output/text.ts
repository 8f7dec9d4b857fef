/** A value as people read it: `None` for null and lists as lines, as the openstack client has it. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'string') return withoutControls(value)
  if (typeof value === 'number' || typeof value === 'boolean')
    return value === true ? 'True' : value === false ? 'False' : String(value)
  if (Array.isArray(value)) return value.map(textOf).join('\n')
  return withoutControls(JSON.stringify(value))
}

/** A name may hold what would move the cursor of whoever lists it. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, (control) => {
    return `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
}

/** Columns that a terminal takes for a line. */
export function widthOf(text: string): number {
  if (/^[\u0020-\u007e]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) width += ZERO_WIDE.test(character) ? 0 : TWO_WIDE.test(character) ? 2 : 1
  return width
}

const ZERO_WIDE = /^[\p{Mn}\p{Me}\p{Cf}]$/u
const TWO_WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u

/** Breaks lines at spaces where it can and anywhere where it must, so that none is wider and nothing is lost. */
export function wrap(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap((line) => (widthOf(line) <= width ? [line] : wrapLine(line, width)))
    .join('\n')
}

function wrapLine(line: string, width: number): string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    const longer = current === '' ? word : `${current} ${word}`
    if (widthOf(longer) <= width) {
      current = longer
      continue
    }
    if (current !== '') lines.push(current)
    const pieces = cut(word, width)
    current = pieces.pop() ?? ''
    lines.push(...pieces)
  }
  return [...lines, current]
}

/** After a hyphen, dot or slash where that leaves a line at least half full: ids and host names are read by their parts. */
function cut(word: string, width: number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece !== '' && widthOf(piece + character) > width) {
      const end = /^.*[-./]/u.exec(piece)?.[0] ?? ''
      const line = widthOf(end) * 2 >= width ? end : piece
      pieces.push(line)
      piece = piece.slice(line.length)
    }
    piece += character
  }
  return [...pieces, piece]
}

/** The widest word: a column that is at least that wide breaks none. */
export function widestWord(text: string): number {
  return Math.max(...text.split(/[ \n]/).map(widthOf))
}
