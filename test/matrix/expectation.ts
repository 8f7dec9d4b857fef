/** What a caller is to get at one place of an answer, by what the cloud itself told that caller. */
export type Expectation =
  /** This leaf, exactly. */
  | { readonly is: 'value'; readonly value: unknown }
  /** A leaf that moves with time, or whose form is the gateway's own: not null. */
  | { readonly is: 'some' }
  /** There is none, or it is not told that there is one: null, and no error. */
  | { readonly is: 'null' }
  /** Null, with FORBIDDEN: by this rule of ours, or by the service that refuses. */
  | { readonly is: 'denied'; readonly by: string }
  | { readonly is: 'object'; readonly object: ExpectedObject }
  | { readonly is: 'list'; readonly items: readonly Expectation[] }

/** One object of the graph, as one caller is to see it. Its fields are thought of only when they are asked for: the graph has circles. */
export type ExpectedObject = {
  /** Which object it is, for the table; parts of another object are told with that. */
  readonly what?: string
  /** For what may be one of several types. */
  readonly type?: string
  readonly fields: Readonly<Record<string, Expectation | (() => Expectation)>>
}

export const NULL: Expectation = { is: 'null' }
export const SOME: Expectation = { is: 'some' }

export function value(of: unknown): Expectation {
  return of === null ? NULL : { is: 'value', value: of }
}

export function denied(by: string): Expectation {
  return { is: 'denied', by }
}

export function object(fields: ExpectedObject['fields'], what?: string, type?: string): Expectation {
  return { is: 'object', object: { fields, ...(what !== undefined && { what }), ...(type !== undefined && { type }) } }
}

export function list(items: readonly Expectation[]): Expectation {
  return { is: 'list', items }
}

/** Plain JSON as it stands: what is nested is objects of the graph, not leaves. */
export function json(of: unknown): Expectation {
  if (Array.isArray(of)) return list(of.map(json))
  if (typeof of !== 'object' || of === null) return value(of)
  return object(Object.fromEntries(Object.entries(of).map(([name, inner]) => [name, json(inner)])))
}
