import type { UpstreamTls } from '../../sources/http/upstream.ts'

/** How one subgraph is called. */
export type SubgraphSettings = {
  readonly name: string
  /** Where it answers GraphQL. Null: where the supergraph says. */
  readonly url: URL | null
  readonly headers: {
    /** Of the client's request, by name in lower case. None but these leave this gateway. */
    readonly forward: readonly string[]
    readonly add: Readonly<Record<string, string>>
  }
  /** For a call in total, retries included. */
  readonly timeoutMs: number
  readonly connectTimeoutMs: number
  /** How often a query is sent again when the connection broke off or the subgraph is busy. A mutation never is. */
  readonly retries: number
  readonly maxResponseBytes: number
  /** Side by side. */
  readonly maxConnections: number
  readonly tls: UpstreamTls
  /** Whether clients may read what it says of its errors. */
  readonly showErrors: boolean
}

/** Where the SDL of a subgraph comes from: a file, or else the subgraph itself, by `_service` or by introspection. */
export type ComposedSubgraph = SubgraphSettings & { readonly url: URL; readonly schema: string | null }

/** What is served beside the own graph, or instead of it. */
export type FederationSettings = {
  readonly source:
    | { readonly kind: 'supergraph'; readonly place: SupergraphPlace; readonly subgraphs: readonly SubgraphSettings[] }
    | { readonly kind: 'subgraphs'; readonly subgraphs: readonly ComposedSubgraph[] }
  /** Of subgraphs that a supergraph names and nobody has set anything for. */
  readonly defaults: Omit<SubgraphSettings, 'name'>
  /** How often it is looked whether something has changed. */
  readonly pollMs: number
  /** Whether clients may see whom their questions are planned to ask: what the subgraphs are like is nobody's business in production. */
  readonly showPlans: boolean
  /** How long a subgraph may take to be there when this gateway starts. */
  readonly startTimeoutMs: number
}

export type SupergraphPlace =
  { readonly file: string } | { readonly url: URL; readonly headers: Readonly<Record<string, string>> }
