import { describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { exportsTraces } from '../src/config/otel.ts'
import { ConfigurationError } from '../src/errors.ts'

const FILES: Readonly<Record<string, string>> = {
  '/run/headers': 'api-key=s3cret\n',
  'with-otel.yaml': 'settings: { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318", OTEL_SERVICE_NAME: lab }',
}
const read = (env: Readonly<Record<string, string>>) =>
  readConfig({ env, argv: [], files: { home: '/', read: (path) => FILES[path] ?? null } })

function faultsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    read(env)
    return []
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults
    throw error
  }
}

describe('the variables of OpenTelemetry', () => {
  it('come from the environment and from pcigraph.yaml, of which the environment counts more', () => {
    const { otel } = read({
      PCIGRAPH_CONFIG: 'with-otel.yaml',
      OTEL_SERVICE_NAME: 'prod',
      OTEL_RESOURCE_ATTRIBUTES: '',
    })
    expect(otel).toEqual({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SERVICE_NAME: 'prod' })
    expect(exportsTraces(otel)).toBe(true)
  })

  it('may have the key of a collector in a file', () => {
    const { otel } = read({ OTEL_EXPORTER_OTLP_HEADERS_FILE: '/run/headers' })
    expect(otel).toEqual({ OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s3cret' })
    expect(exportsTraces(otel)).toBe(false)
  })

  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, ['OTEL_EXPORTER_OTLP_ENDPOINT is no http:// or https:// URL']],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http//collector', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is no http:// or https:// URL', 'OTEL_EXPORTER_OTLP_PROTOCOL is grpc'],
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318', PCIGRAPH_MAX_COST: 'abc', OS_INSECURE: 'maybe' },
      ['PCIGRAPH_MAX_COST is no whole number', 'OTEL_EXPORTER_OTLP_ENDPOINT is no http:// or https:// URL'],
    ],
  ])('are refused where no span could ever arrive, with all else that is wrong: %o', (env, faults) => {
    const told = faultsOf(env)
    expect(faults.map((fault) => told.some((each) => each.startsWith(fault)))).toEqual(faults.map(() => true))
  })

  it.each([
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' },
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4317',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1:1/v1/traces',
    },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'nowhere', OTEL_SDK_DISABLED: 'true' },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'nowhere', OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: '' },
  ])('are right where what is said of traces alone is right, or nothing is sent: %o', (env) => {
    expect(faultsOf({ ...env })).toEqual([])
  })
})

it('tells of a flag for TLS that is neither true nor false', () => {
  const cloud = { OS_AUTH_URL: 'http://127.0.0.1:1/v3', OS_USERNAME: 'a', OS_PASSWORD: 'b', OS_PROJECT_NAME: 'c' }
  expect(faultsOf({ ...cloud, OS_INSECURE: 'maybe' })).toEqual(
    expect.arrayContaining([expect.stringMatching(/INSECURE is neither true nor false/i)]),
  )
})
