import { z } from 'zod'
import { readNamedFile, type Files } from './files.ts'
import type { Settings } from './settings.ts'

/** `{ id: document }`, as GraphQL Code Generator writes them. */
const Plain = z.record(z.string(), z.string())
/** Apollo's manifest. */
const Manifest = z.looseObject({ operations: z.array(z.looseObject({ id: z.string(), body: z.string() })) })

/** The documents that the operator trusts, by their ids, and whether nothing else is answered. */
export function readDocuments(
  settings: Settings,
  files: Files,
  faults: string[],
): { readonly trusted: ReadonlyMap<string, string>; readonly trustedOnly: boolean } {
  const path = settings.text('PCIGRAPH_DOCUMENTS')
  const trustedOnly = settings.flag('PCIGRAPH_DOCUMENTS_ONLY', false)
  if (path === null) {
    if (trustedOnly) faults.push('PCIGRAPH_DOCUMENTS_ONLY is set without PCIGRAPH_DOCUMENTS: nothing could be asked')
    return { trusted: new Map(), trustedOnly }
  }
  const text = readNamedFile(files, path, 'PCIGRAPH_DOCUMENTS', faults)
  const trusted = text === null ? new Map<string, string>() : parseDocuments(text)
  if (trusted === null) {
    faults.push(
      `PCIGRAPH_DOCUMENTS: ${path} is neither a JSON object of ids and documents nor a manifest with a list of operations`,
    )
  }
  return { trusted: trusted ?? new Map(), trustedOnly }
}

function parseDocuments(text: string): Map<string, string> | null {
  const value = parseJson(text)
  const manifest = Manifest.safeParse(value).data
  if (manifest !== undefined) return new Map(manifest.operations.map(({ id, body }) => [id, body]))
  const plain = Plain.safeParse(value).data
  return plain === undefined ? null : new Map(Object.entries(plain))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
