import { readFile } from 'node:fs/promises'
import type { TlsSettings } from './cell-tls.ts'

/** The texts of the files that the settings name, under the names that Node's TLS has for them. @throws TlsFileUnreadable */
export async function readTlsFiles(tls: TlsSettings): Promise<{ ca?: string; cert?: string; key?: string }> {
  const [ca, cert, key] = await Promise.all([tls.caFile, tls.certFile, tls.keyFile].map(readOptional))
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  }
}

async function readOptional(path: string | null): Promise<string | undefined> {
  if (path === null) return undefined
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new TlsFileUnreadable(cause)
  }
}

class TlsFileUnreadable extends Error {
  override readonly name = 'TlsFileUnreadable'
  readonly code = 'TLS_FILE'
  constructor(cause: unknown) {
    super('A file of the TLS settings cannot be read', { cause })
  }
}
