import { readFileSync } from 'node:fs'

/** Of the package, whose package.json lies one folder up, from src and from dist alike. */
export function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return /"version": "([^"]+)"/.exec(text)?.[1] ?? 'unknown'
}
