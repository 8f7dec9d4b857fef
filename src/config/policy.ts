import { readNamedFile, type Files } from './files.ts'
import type { Settings } from './settings.ts'

/** A policy.yaml as it was read at start; the rules in it are not looked at yet. */
export type PolicyText = { readonly name: string; readonly text: string }

/** The files of PCIGRAPH_POLICY, or else those that the `policy:` of pcigraph.yaml names; each has to be there. */
export function readPolicyFiles(
  settings: Settings,
  ofFile: readonly string[],
  files: Files,
  faults: string[],
): readonly PolicyText[] {
  const named = settings.text('PCIGRAPH_POLICY')
  const source = named === null ? 'policy' : 'PCIGRAPH_POLICY'
  return (named === null ? ofFile : policyPaths(named)).flatMap((path) => {
    const text = readNamedFile(files, path, source, faults)
    return text === null ? [] : [{ name: path, text }]
  })
}

/** Paths one by one, or in one text with colons between them, as in PATH. */
export function policyPaths(paths: string | readonly string[]): readonly string[] {
  const separate = typeof paths === 'string' ? paths.split(':') : paths
  return separate.map((path) => path.trim()).filter((path) => path !== '')
}
