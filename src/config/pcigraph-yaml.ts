import { z } from 'zod'
import type { CellConfig } from '../sources/pci/cell-url.ts'
import { readFileIfThere, readNamedFile, type Files } from './files.ts'
import { policyPaths } from './policy.ts'
import { subgraphShape, supergraphShape, type SubgraphEntry, type SupergraphEntry } from './federation-shapes.ts'
import { parseYaml } from './yaml-file.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()])
const shape = z.strictObject({
  sources: z
    .array(
      z
        .strictObject({
          name: z.string().min(1),
          uuid: z.string().optional(),
          url: z.string().optional(),
          url_file: z.string().optional(),
        })
        .refine((source) => (source.url === undefined) !== (source.url_file === undefined), 'needs url or url_file'),
    )
    .optional(),
  /** Policy files, of which later ones win. */
  policy: z.union([z.string(), z.array(z.string())]).optional(),
  /** Pages that may ask from a browser. */
  cors: z.strictObject({ origins: z.array(z.string()) }).optional(),
  /** Names by which browsers find this gateway. */
  hosts: z.array(z.string()).optional(),
  /** A supergraph that is ready: a file or a URL. */
  supergraph: supergraphShape.optional(),
  /** Graphs that are joined to this one; beside a supergraph, how its subgraphs are called. */
  subgraphs: z.array(subgraphShape).optional(),
  /** Every other setting by the name of its variable. */
  settings: z.record(z.string(), scalar).optional(),
})

/** `pcigraph.yaml`: the cells, the paths of policy files, origins, host names, and every variable that is not set in the environment. */
export type PcigraphFile = {
  readonly cells: readonly CellConfig[]
  readonly policy: readonly string[]
  readonly corsOrigins: readonly string[]
  readonly hosts: readonly string[]
  readonly supergraph: SupergraphEntry | null
  readonly subgraphs: readonly SubgraphEntry[]
  readonly settings: Readonly<Record<string, string>>
}

/** Of who has no such file. */
export const NO_PCIGRAPH_FILE: PcigraphFile = {
  cells: [],
  policy: [],
  corsOrigins: [],
  hosts: [],
  supergraph: null,
  subgraphs: [],
  settings: {},
}

/** The file that PCIGRAPH_CONFIG names, which has to be there, or else `pcigraph.yaml` here, which need not. */
export function readPcigraphYaml(
  env: Readonly<Record<string, string | undefined>>,
  files: Files,
  faults: string[],
): PcigraphFile {
  const named = env.PCIGRAPH_CONFIG?.trim()
  const path = named === undefined || named === '' ? 'pcigraph.yaml' : named
  const text = named ? readNamedFile(files, path, 'PCIGRAPH_CONFIG', faults) : readFileIfThere(files, path, faults)
  return text === null ? NO_PCIGRAPH_FILE : parsePcigraphYaml(text, path, files, faults)
}

function parsePcigraphYaml(text: string, path: string, files: Files, faults: string[]): PcigraphFile {
  const content = parseYaml(text, shape, path, faults)
  const settings = Object.entries(content?.settings ?? {}).map(([name, value]) => [name, String(value)] as const)
  const cells = (content?.sources ?? []).flatMap((source) => {
    const url = source.url ?? readNamedFile(files, source.url_file ?? '', `${path}: ${source.name}: url_file`, faults)
    return url === null ? [] : [{ name: source.name, uuid: source.uuid ?? null, url: url.trim() }]
  })
  return {
    cells,
    policy: policyPaths(content?.policy ?? []),
    corsOrigins: content?.cors?.origins ?? [],
    hosts: content?.hosts ?? [],
    supergraph: content?.supergraph ?? null,
    subgraphs: content?.subgraphs ?? [],
    settings: Object.fromEntries<string>(settings),
  }
}
