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
import { ConfigurationError } from '../errors.ts'
import type { Span, SpanAttributes, Tracer } from '../model/span.ts'

export type Tracing = {
  readonly start: Tracer
  /** Sends what is still here; what cannot be sent is lost. */
  close(): Promise<void>
}

/**
 * OpenTelemetry over OTLP, where its own variables name a collector (`OTEL_EXPORTER_OTLP_ENDPOINT` and its like; the exporter reads
 * the rest of them itself); null where none does. Empty is unset, as its specification has it. The SDK is loaded for that only.
 * @throws ConfigurationError where no span could ever arrive: the exporter itself would say so to nobody.
 */
export async function openTracing(environment: NodeJS.ProcessEnv, version: string): Promise<Tracing | null> {
  const endpoint =
    valueOf(environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) ?? valueOf(environment.OTEL_EXPORTER_OTLP_ENDPOINT)
  if (
    endpoint === undefined ||
    environment.OTEL_SDK_DISABLED === 'true' ||
    environment.OTEL_TRACES_EXPORTER === 'none'
  ) {
    return null
  }
  requireReachable(environment)
  const [{ BatchSpanProcessor, TracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes, defaultResource }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ])
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': valueOf(environment.OTEL_SERVICE_NAME) ?? 'pcigraph',
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

/** What is said of traces alone counts more than what is said of all that is exported. */
function requireReachable(environment: NodeJS.ProcessEnv): void {
  const told = (what: 'ENDPOINT' | 'PROTOCOL') => {
    const names = [`OTEL_EXPORTER_OTLP_TRACES_${what}`, `OTEL_EXPORTER_OTLP_${what}`]
    const name = names.find((each) => valueOf(environment[each]) !== undefined)
    return name === undefined ? null : { name, value: environment[name] ?? '' }
  }
  const [endpoint, protocol] = [told('ENDPOINT'), told('PROTOCOL')]
  const faults: string[] = []
  if (endpoint !== null && !/^https?:$/.test(URL.parse(endpoint.value)?.protocol ?? '')) {
    faults.push(`${endpoint.name} is no http:// or https:// URL. A collector listens at http://collector:4318, say.`)
  }
  if (protocol?.value === 'grpc') {
    faults.push(`${protocol.name} is grpc, which pcigraph does not speak. Collectors take HTTP too, at port 4318.`)
  }
  if (faults.length > 0) throw new ConfigurationError(faults)
}

function valueOf(variable: string | undefined): string | undefined {
  return variable === '' ? undefined : variable
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
