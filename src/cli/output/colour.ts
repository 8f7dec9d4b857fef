import { styleText } from 'node:util'

/** Colours a state in a table: only on a terminal, and not with NO_COLOR. */
export function paintStatus(title: string, text: string): string {
  const colour = title === 'Status' || title === 'State' ? COLOURS[text.trim().toLowerCase()] : undefined
  return colour === undefined ? text : styleText(colour, text, { stream: process.stdout })
}

const COLOURS: Readonly<Record<string, 'green' | 'yellow' | 'red'>> = {
  available: 'green',
  claimed: 'yellow',
  unclaimable: 'yellow',
  unavailable: 'yellow',
  down: 'red',
  disabled: 'yellow',
  error: 'red',
  verify_resize: 'yellow',
  unknown: 'red',
}
