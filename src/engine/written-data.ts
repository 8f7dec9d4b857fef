/** The data of an answer as JSON: it goes to the client as it is. */
export class WrittenData {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }

  /** For whoever does not know that it is written already. */
  toJSON(): unknown {
    return JSON.parse(this.text)
  }
}

/** The data of a result as values, however it was executed. */
export function readData(data: unknown): unknown {
  return data instanceof WrittenData ? data.toJSON() : data
}

/** A whole answer as JSON, in the order of its keys. */
export function writeResult(result: object): string {
  let text = ''
  for (const [key, value] of Object.entries(result) as [string, unknown][]) {
    const written = value instanceof WrittenData ? value.text : JSON.stringify(value)
    // Of a function, or of nothing, JSON has nothing to say.
    if (written !== undefined) text += `${text === '' ? '{' : ','}${JSON.stringify(key)}:${written}`
  }
  return text === '' ? '{}' : text + '}'
}
