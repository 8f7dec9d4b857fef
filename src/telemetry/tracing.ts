import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type SpanContext,
  type Tracer as OtelTracer,
} from '@opentelemetry/api'
import { exportsTraces, type OtelVariables } from '../config/otel.ts'
import type { Span, SpanAttributes, Tracer } from '../model/span.ts'

export type Tracing = {
  readonly start: Tracer
  /** Sends what is still here; what cannot be sent is lost. */
  close(): Promise<void>
}

/**
 * OpenTelemetry over OTLP, where its own variables name a collector (`OTEL_EXPORTER_OTLP_ENDPOINT` and its like); null where none does. The
 * SDK is loaded for that only.
 */
export async function openTracing(variables: OtelVariables, version: string): Promise<Tracing | null> {
  if (!exportsTraces(variables)) return null
  // The exporter reads them of the process, and nowhere else.
  Object.assign(process.env, variables)
  const [{ BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes, defaultResource }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': variables.OTEL_SERVICE_NAME ?? 'pcigraph',
        'service.version': version,
      }),
    ),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  return {
    start: createTracer(provider.getTracer('pcigraph', version)),
    close: () => provider.shutdown().catch(() => undefined),
  }
}

function createTracer(tracer: OtelTracer): Tracer {
  const begin = (name: string, parent: Context, kind: SpanKind, attributes: SpanAttributes = {}): Span => {
    const span = tracer.startSpan(name, { kind, attributes: { ...attributes } }, parent)
    const context = trace.setSpan(parent, span)
    return {
      begin: (inner, innerAttributes) => begin(inner, context, SpanKind.CLIENT, innerAttributes),
      note: (noted) => void span.setAttributes({ ...noted }),
      fail: (code) => void span.setStatus({ code: SpanStatusCode.ERROR, message: code }),
      end: () => {
        span.end()
      },
      traceparent: writeTraceparent(span.spanContext()),
    }
  }
  return (name, traceparent, attributes) => begin(name, readTraceparent(traceparent), SpanKind.SERVER, attributes)
}

/** As W3C's Trace Context has it, in version 00. What is none of that begins a trace of its own. */
function readTraceparent(header: string | undefined): Context {
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(header ?? '') ?? []
  if (traceId === undefined || spanId === undefined || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return ROOT_CONTEXT
  const traceFlags = Number.parseInt(flags ?? '00', 16) & TraceFlags.SAMPLED
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

function writeTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}
