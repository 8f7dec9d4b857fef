/** One of Server-Sent Events. */
export type ServerEvent = { readonly event: string; readonly data: string }

/**
 * Events out of the bytes of `text/event-stream`.
 * @throws RangeError for an event that is larger than it may be
 */
export async function* readEvents(
  parts: AsyncIterable<Uint8Array>,
  { maxEventLength }: { readonly maxEventLength: number },
): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const part of parts) {
    rest += decoder.decode(part, { stream: true })
    // An empty line ends an event; lines end by any of the three ways.
    const events = rest.split(/\r\n\r\n|\n\n|\r\r/)
    rest = events.pop() ?? ''
    if (rest.length > maxEventLength) throw new RangeError(`An event is larger than ${maxEventLength} characters.`)
    for (const text of events) yield readEvent(text)
  }
}

function readEvent(text: string): ServerEvent {
  const data: string[] = []
  let event = 'message'
  for (const line of text.split(/\r\n|\n|\r/)) {
    const [, name, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? []
    if (name === 'event') event = value
    if (name === 'data') data.push(value)
  }
  return { event, data: data.join('\n') }
}
