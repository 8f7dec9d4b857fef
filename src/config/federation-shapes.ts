import { z } from 'zod'

/** `supergraph:` of pcigraph.yaml. */
export const supergraphShape = z.union([
  z.string().min(1),
  z.strictObject({
    url: z.string().min(1),
    /** Sent along when it is fetched: the key of a registry. */
    headers: z.record(z.string(), z.string()).optional(),
    /** The same, of which each value is in a file. */
    headerFiles: z.record(z.string(), z.string()).optional(),
  }),
])

/** One of `subgraphs:`. */
export const subgraphShape = z.strictObject({
  name: z.string().min(1),
  url: z.string().optional(),
  /** A file with its SDL; without it, the subgraph is asked. */
  schema: z.string().optional(),
  headers: z
    .strictObject({
      forward: z.array(z.string()).optional(),
      add: z.record(z.string(), z.string()).optional(),
      addFiles: z.record(z.string(), z.string()).optional(),
    })
    .optional(),
  timeoutMs: z.int().min(10).max(600_000).optional(),
  connectTimeoutMs: z.int().min(10).max(60_000).optional(),
  retries: z.int().min(0).max(10).optional(),
  maxResponseBytes: z
    .int()
    .min(1024)
    .max(1024 * 1024 * 1024)
    .optional(),
  maxConnections: z.int().min(1).max(1000).optional(),
  tls: z
    .strictObject({
      ca: z.string().optional(),
      cert: z.string().optional(),
      key: z.string().optional(),
      verify: z.boolean().optional(),
    })
    .optional(),
  showErrors: z.boolean().optional(),
})

export type SupergraphEntry = z.infer<typeof supergraphShape>
export type SubgraphEntry = z.infer<typeof subgraphShape>
