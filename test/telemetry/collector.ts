import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { json } from 'node:stream/consumers'
import { z } from 'zod'

const attribute = z.object({
  key: z.string(),
  value: z.object({
    stringValue: z.string().optional(),
    intValue: z.union([z.number(), z.string()]).optional(),
    doubleValue: z.number().optional(),
    boolValue: z.boolean().optional(),
  }),
})
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: z.array(attribute).default([]),
  status: z.object({ code: z.number().optional(), message: z.string().optional() }).default({}),
})
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
})

export type ReceivedSpan = Omit<z.output<typeof span>, 'attributes'> & {
  readonly attributes: Readonly<Record<string, unknown>>
}

/** Takes spans as OTLP over HTTP brings them. */
export async function startCollector() {
  const spans: ReceivedSpan[] = []
  const resources: Readonly<Record<string, unknown>>[] = []
  const headers: IncomingHttpHeaders[] = []
  let text = ''
  const server = createServer((request, response) => {
    headers.push(request.headers)
    void json(request).then((body) => {
      text += JSON.stringify(body)
      for (const { resource, scopeSpans } of exported.parse(body).resourceSpans) {
        resources.push(record(resource.attributes))
        for (const scope of scopeSpans) {
          spans.push(...scope.spans.map((one) => ({ ...one, attributes: record(one.attributes) })))
        }
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('No port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    resources,
    headers,
    /** All that was received, as it came. */
    text: () => text,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function record(attributes: readonly z.output<typeof attribute>[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
