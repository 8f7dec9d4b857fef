import { ConfigurationError } from '../errors.ts'
import { createPolicy } from '../policy/policy.ts'
import { DEFAULT_CHECKS } from '../policy/rules.ts'
import { readNamedFile, type Files } from './files.ts'
import type { Settings } from './settings.ts'

/** A policy.yaml as it was read at start. */
export type PolicyText = { readonly name: string; readonly text: string }

/**
 * The files of PCIGRAPH_POLICY, or else those that the `policy:` of pcigraph.yaml names; each has to be there. The rules
 * in them are tried, so that what is wrong with them is told with all else, before anything is opened.
 */
export function readPolicyFiles(
  settings: Settings,
  ofFile: readonly string[],
  files: Files,
  faults: string[],
): readonly PolicyText[] {
  const named = settings.text('PCIGRAPH_POLICY')
  const source = named === null ? 'policy' : 'PCIGRAPH_POLICY'
  const texts = (named === null ? ofFile : policyPaths(named)).flatMap((path) => {
    const text = readNamedFile(files, path, source, faults)
    return text === null ? [] : [{ name: path, text }]
  })
  if (texts.length > 0) faults.push(...faultsOf(texts))
  return texts
}

function faultsOf(texts: readonly PolicyText[]): readonly string[] {
  try {
    createPolicy(DEFAULT_CHECKS, texts)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
}

/** Paths one by one, or in one text with colons between them, as in PATH. */
export function policyPaths(paths: string | readonly string[]): readonly string[] {
  const separate = typeof paths === 'string' ? paths.split(':') : paths
  return separate.map((path) => path.trim()).filter((path) => path !== '')
}
