import type {
  ComposedSubgraph,
  FederationSettings,
  SubgraphSettings,
  SupergraphPlace,
} from '../federation/gateway/subgraph-settings.ts'
import type { SubgraphEntry, SupergraphEntry } from './federation-shapes.ts'
import { readNamedFile, type Files } from './files.ts'
import { parseHttpUrl, type Settings } from './settings.ts'

/** What a command line names, instead of what pcigraph.yaml does. */
export type FederationFlags = {
  /** A file or a URL. */
  readonly supergraph?: string | undefined
  /** `name=URL` */
  readonly subgraphs?: readonly string[] | undefined
  /** `name=FILE` */
  readonly schemas?: readonly string[] | undefined
}

type Sources = { readonly supergraph: SupergraphEntry | null; readonly subgraphs: readonly SubgraphEntry[] }

/** Graphs beside the own one. Null: none are configured. */
export function readFederation(
  flags: FederationFlags,
  file: Sources,
  settings: Settings,
  files: Files,
  faults: string[],
): FederationSettings | null {
  const { supergraph, subgraphs } = mergeFlags(flags, file, faults)
  if (supergraph === null && subgraphs.length === 0) return null
  const names = subgraphs.map(({ name }) => name)
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index))) {
    faults.push(`subgraphs: two are named ${name}`)
  }
  if (supergraph === null && names.includes(OWN_NAME)) {
    faults.push(`subgraphs: ${OWN_NAME} is the name of this program's own graph: choose another`)
  }
  const defaults = defaultsOf(settings)
  const source: FederationSettings['source'] =
    supergraph === null
      ? { kind: 'subgraphs', subgraphs: subgraphs.flatMap((entry) => composed(entry, defaults, files, faults)) }
      : {
          kind: 'supergraph',
          place: placeOf(supergraph, files, faults),
          subgraphs: subgraphs.map((entry) => settingsOf(entry, defaults, files, faults)),
        }
  return {
    source,
    defaults,
    pollMs: settings.integer('PCIGRAPH_SUPERGRAPH_POLL_MS', { fallback: 10_000, min: 100, max: 86_400_000 }),
    startTimeoutMs: settings.integer('PCIGRAPH_SUBGRAPH_START_MS', { fallback: 10_000, min: 0, max: 600_000 }),
    showPlans: settings.flag('PCIGRAPH_QUERY_PLAN', settings.text('NODE_ENV') !== 'production'),
  }
}

/** The own graph among the others. */
export const OWN_NAME = 'pcigraph'

/** What the command line names replaces what the file does; how a subgraph of that name is called stays. */
function mergeFlags(flags: FederationFlags, file: Sources, faults: string[]): Sources {
  const schemas = pairsOf(flags.schemas ?? [], '--schema', faults)
  const named = pairsOf(flags.subgraphs ?? [], '--subgraph', faults)
  const known = new Set(named.size > 0 ? named.keys() : file.subgraphs.map(({ name }) => name))
  for (const name of schemas.keys()) {
    if (!known.has(name)) faults.push(`--schema ${name}=…: no subgraph is named ${name}`)
  }
  if (flags.supergraph !== undefined) {
    if (named.size > 0) faults.push('--supergraph and --subgraph exclude each other: a supergraph names its subgraphs')
    return { supergraph: flags.supergraph, subgraphs: file.subgraphs }
  }
  if (named.size === 0) {
    if (file.supergraph !== null || schemas.size === 0) return file
    return { ...file, subgraphs: file.subgraphs.map((entry) => withSchema(entry, schemas)) }
  }
  const subgraphs = Array.from(named, ([name, url]): SubgraphEntry => {
    const { schema: _schema, ...known } = file.subgraphs.find((entry) => entry.name === name) ?? { name }
    return withSchema({ ...known, url }, schemas)
  })
  return { supergraph: null, subgraphs }
}

function withSchema(entry: SubgraphEntry, schemas: ReadonlyMap<string, string>): SubgraphEntry {
  const schema = schemas.get(entry.name)
  return schema === undefined ? entry : { ...entry, schema }
}

function pairsOf(texts: readonly string[], flag: string, faults: string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const text of texts) {
    const [, name, value] = /^([^=/:]+)=(.+)$/.exec(text) ?? []
    if (name === undefined || value === undefined)
      faults.push(`${flag} is not of the form name=${flag === '--schema' ? 'FILE' : 'URL'}`)
    else if (pairs.has(name)) faults.push(`${flag}: ${name} is named twice`)
    else pairs.set(name, value)
  }
  return pairs
}

function placeOf(entry: SupergraphEntry, files: Files, faults: string[]): SupergraphPlace {
  const { url: text, headers = {}, headerFiles = {} } = typeof entry === 'string' ? { url: entry } : entry
  if (typeof entry === 'string' && !/^https?:/i.test(entry)) return { file: entry }
  const url = parseHttpUrl(text, 'supergraph', faults) ?? new URL('http://invalid')
  return { url, headers: { ...headers, ...fromFiles(headerFiles, 'supergraph: headerFiles', files, faults) } }
}

function composed(
  entry: SubgraphEntry,
  defaults: FederationSettings['defaults'],
  files: Files,
  faults: string[],
): readonly ComposedSubgraph[] {
  const settings = settingsOf(entry, defaults, files, faults)
  const { url } = settings
  if (url !== null) return [{ ...settings, url, schema: entry.schema ?? null }]
  if (entry.url === undefined) faults.push(`subgraphs: ${entry.name} has no url`)
  return []
}

function settingsOf(
  entry: SubgraphEntry,
  defaults: FederationSettings['defaults'],
  files: Files,
  faults: string[],
): SubgraphSettings {
  const { name, url, schema: _schema, headers = {}, tls = {}, ...limits } = entry
  const where = `subgraphs: ${name}`
  const forward = (headers.forward ?? []).map((header) => header.toLowerCase())
  for (const header of forward.filter((each) => OF_ONE_HOP.has(each))) {
    faults.push(`${where}: ${header} belongs to one connection and cannot be forwarded`)
  }
  const pem = (key: 'ca' | 'cert' | 'key') => {
    const path = tls[key]
    const text = path === undefined ? null : readNamedFile(files, path, `${where}: tls.${key}`, faults)
    return text === null ? {} : { [key]: text }
  }
  return {
    ...defaults,
    ...Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
    name,
    url: url === undefined ? null : parseHttpUrl(url, `${where}: url`, faults),
    headers: {
      forward,
      add: { ...headers.add, ...fromFiles(headers.addFiles ?? {}, `${where}: headers.addFiles`, files, faults) },
    },
    tls: { ...pem('ca'), ...pem('cert'), ...pem('key'), ...(tls.verify !== undefined && { verify: tls.verify }) },
  }
}

function fromFiles(
  paths: Readonly<Record<string, string>>,
  where: string,
  files: Files,
  faults: string[],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(paths).flatMap(([header, path]) => {
      const text = readNamedFile(files, path, `${where}: ${header}`, faults)
      return text === null ? [] : [[header, text.trim()] as const]
    }),
  )
}

const OF_ONE_HOP: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** As of any upstream, but that a client waits for the slowest of them. */
function defaultsOf(settings: Settings): FederationSettings['defaults'] {
  return {
    url: null,
    headers: { forward: [], add: {} },
    timeoutMs: settings.integer('PCIGRAPH_SUBGRAPH_TIMEOUT_MS', { fallback: 10_000, min: 10, max: 600_000 }),
    connectTimeoutMs: 2000,
    retries: 2,
    maxResponseBytes: 64 * 1024 * 1024,
    maxConnections: 64,
    tls: {},
    showErrors: false,
  }
}
