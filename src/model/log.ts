/** The part of a logger that rooms below `app` use: attributes first, a short message after. */
export type Log = {
  debug(attributes: object, message: string): void
  info(attributes: object, message: string): void
  warn(attributes: object, message: string): void
  error(attributes: object, message: string): void
}

/** For who says all that there is to say by itself. */
export const NO_LOG: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore }

function ignore(): void {
  // On purpose.
}
