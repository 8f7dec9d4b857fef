export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>

/** A piece of the work that one request is made of, for who follows requests through a cloud. Costs nothing where nobody does. */
export type Span = {
  /** A part of this work, which begins now. */
  begin(name: string, attributes?: SpanAttributes): Span
  note(attributes: SpanAttributes): void
  /** @param code what went wrong, in the words of `extensions.code`; never a message, which may hold names */
  fail(code: string): void
  end(): void
  /** W3C's header, for the next service to go on with this trace. Null: not traced. */
  readonly traceparent: string | null
}

/** Traces a request; `traceparent` is what its client sent. */
export type Tracer = (name: string, traceparent: string | undefined, attributes?: SpanAttributes) => Span

/** What there is where nothing is traced. */
export const NO_SPAN: Span = { begin: () => NO_SPAN, note: nothing, fail: nothing, end: nothing, traceparent: null }

function nothing(): void {
  // On purpose.
}
