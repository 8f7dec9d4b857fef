import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'

/** The files that a configuration may name; handed in, so that a test needs none of the machine's own. */
export type Files = {
  /** Null: there is no such file. @throws the system's error where there is one that cannot be read. */
  read(path: string): string | null
  readonly home: string
}

export function systemFiles(): Files {
  return {
    home: homedir(),
    read(path) {
      try {
        return readFileSync(path, 'utf8')
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },
  }
}

/** A file that the configuration names, which must be there: its text, or null after telling what is wrong with it. */
export function readNamedFile(files: Files, path: string, name: string, faults: string[]): string | null {
  const expanded = path.startsWith('~/') ? `${files.home}${path.slice(1)}` : path
  const before = faults.length
  const text = readFileIfThere(files, expanded, faults, name)
  if (text === null && faults.length === before) faults.push(`${name}: there is no file ${path}`)
  return text
}

/** A file that may be missing, but not be there and unreadable. */
export function readFileIfThere(
  files: Files,
  path: string,
  faults: string[],
  name = 'The configuration',
): string | null {
  try {
    return files.read(path)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    faults.push(`${name}: ${path} cannot be read (${reason})`)
    return null
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}
