import { readNamedFile, type Files } from './files.ts'

/** Settings by the names of their variables, with everything that is wrong with them gathered in one place. */
export type Settings = {
  /** Empty is unset, as in a shell script that passes a variable on. */
  text(name: string): string | null
  /** The value of NAME, or the content of the file that NAME_FILE names. */
  secret(name: string): string | null
  integer(name: string, range: { readonly fallback: number; readonly min: number; readonly max: number }): number
  choice<Value extends string>(name: string, values: readonly Value[], fallback: Value): Value
  flag(name: string, fallback: boolean): boolean
  url(name: string): URL | null
}

/** `environment` wins over `file`, the same settings out of pcigraph.yaml. */
export function createSettings(
  environment: Readonly<Record<string, string | undefined>>,
  file: Readonly<Record<string, string>>,
  files: Files,
  faults: string[],
): Settings {
  return { text, secret, integer, choice, flag, url }

  function text(name: string): string | null {
    const value = environment[name]?.trim()
    return value === undefined || value === '' ? (file[name] ?? null) : value
  }

  function secret(name: string): string | null {
    const path = text(`${name}_FILE`)
    const value = text(name)
    if (path === null) return value
    if (value !== null) {
      faults.push(`${name} and ${name}_FILE are both set: unset one`)
      return value
    }
    return readNamedFile(files, path, `${name}_FILE`, faults)?.trim() ?? null
  }

  function integer(name: string, { fallback, min, max }: { fallback: number; min: number; max: number }): number {
    const value = text(name)
    if (value === null) return fallback
    if (/^\d+$/.test(value) && Number(value) >= min && Number(value) <= max) return Number(value)
    faults.push(`${name} is no whole number from ${min} to ${max}`)
    return fallback
  }

  function choice<Value extends string>(name: string, values: readonly Value[], fallback: Value): Value {
    const value = text(name)?.toLowerCase()
    if (value === undefined) return fallback
    const chosen = values.find((offered) => offered === value)
    if (chosen === undefined) faults.push(`${name} is none of ${values.join(', ')}`)
    return chosen ?? fallback
  }

  function flag(name: string, fallback: boolean): boolean {
    const value = text(name)
    if (value === null) return fallback
    const parsed = parseFlag(value)
    if (parsed === null) faults.push(`${name} is neither true nor false`)
    return parsed ?? fallback
  }

  function url(name: string): URL | null {
    const value = text(name)
    return value === null ? null : parseHttpUrl(value, name, faults)
  }
}

/** Null: neither yes nor no. */
export function parseFlag(text: string): boolean | null {
  if (/^(1|true|yes|on)$/i.test(text)) return true
  return /^(0|false|no|off)$/i.test(text) ? false : null
}

export function parseHttpUrl(text: string, name: string, faults: string[]): URL | null {
  const url = URL.parse(text)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  faults.push(`${name} is no http or https URL`)
  return null
}
