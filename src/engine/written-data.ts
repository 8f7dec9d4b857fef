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

/** The data of a page of a list whose items go out each by itself: nobody has to take them apart again. */
export class WrittenPage {
  /** JSON each, in their order. */
  readonly items: readonly string[]
  /** All but the items, as JSON: an empty list stands for them, or null where the list could not be had. */
  readonly rest: string
  private readonly path: readonly string[]
  constructor({ rest, items, path }: Pick<WrittenPage, 'rest' | 'items'> & { readonly path: readonly string[] }) {
    this.rest = rest
    this.items = items
    this.path = path
  }

  /** The whole of it, for whoever wants values. */
  toJSON(): unknown {
    const data: unknown = JSON.parse(this.rest)
    const list = this.path.reduce<unknown>(propertyOf, data)
    if (Array.isArray(list)) list.push(...this.items.map((item) => JSON.parse(item) as unknown))
    return data
  }
}

/** The data of a result as values, however it was executed. */
export function readData(data: unknown): unknown {
  return data instanceof WrittenData || data instanceof WrittenPage ? data.toJSON() : data
}

/** A page of a list as its items, JSON each, and the values of what stands around them. Null: there is no list at this path. */
export function readPage(
  data: unknown,
  path: readonly string[],
): { readonly items: readonly string[]; readonly rest: unknown } | null {
  const rest = data instanceof WrittenPage ? (JSON.parse(data.rest) as unknown) : readData(data)
  const list = path.reduce<unknown>(propertyOf, rest)
  if (!Array.isArray(list)) return null
  return { items: data instanceof WrittenPage ? data.items : list.map((item) => JSON.stringify(item)), rest }
}

export function propertyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined
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
