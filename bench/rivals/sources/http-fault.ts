/** What ends a request early. */
export class HttpFault extends Error {
  override readonly name = 'HttpFault'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** JSON of the shape that the other side is known to send; `status` is what to answer when it is no JSON object. */
export function readJson<Shape extends object>(text: string, status: number): Partial<Shape> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // Told below, as what is JSON and no object.
  }
  throw new HttpFault(status, 'This is no JSON object')
}
