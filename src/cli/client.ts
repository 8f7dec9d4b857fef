/** What answers the commands: a gateway that runs somewhere, or the graph in this very process. */
export type Client = {
  /** What it is, for a message: `the gateway at http://…`. */
  readonly place: string
  /**
   * Answers, whatever the answer says; what stood in the way of asking is an error in it.
   * @throws the signal's reason when it aborts, and CommandFailure where nothing can be asked at all.
   */
  ask(question: Question, signal: AbortSignal): Promise<Answer>
  /**
   * The items of the one list that is asked for as lines of JSON, in pieces as they come.
   * @throws as `ask`; what broke off in the middle throws from the pieces.
   */
  askLines(question: Question, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>
  close(): Promise<void>
}

export type Question = {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
  /** Whether `extensions.upstream` is wanted. */
  readonly receipt?: boolean
  /** Whether it is to be explained and not run: `extensions.explain`. */
  readonly explain?: boolean
}

/** A GraphQL answer. */
export type Answer = {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly AnswerError[]
  readonly extensions?: unknown
}

export type AnswerError = {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions?: {
    readonly code?: string
    readonly affected?: number
    readonly argument?: string
  }
}
