import type { Settings } from './settings.ts'

/** OpenTelemetry's own variables, by their names. Some are secrets. */
export type OtelVariables = Readonly<Record<string, string>>

/** What collectors ask for: keys, above all. */
const SECRETS = ['OTEL_EXPORTER_OTLP_HEADERS', 'OTEL_EXPORTER_OTLP_TRACES_HEADERS']

/**
 * The variables of OpenTelemetry, from wherever settings come; what they mean is for its SDK to say. Empty is unset, as its specification
 * has it. A collector that no span could ever reach is a fault: the exporter itself would say so to nobody.
 * @param names of everything that is set
 */
export function readOtelVariables(names: readonly string[], settings: Settings, faults: string[]): OtelVariables {
  const plain = names.filter(
    (name) => name.startsWith('OTEL_') && !SECRETS.some((secret) => name === secret || name === `${secret}_FILE`),
  )
  const variables = Object.fromEntries(
    [
      ...plain.map((name) => [name, settings.text(name)] as const),
      ...SECRETS.map((name) => [name, settings.secret(name)] as const),
    ].flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  )
  if (exportsTraces(variables)) checkCollector(variables, faults)
  return variables
}

/** Whether there is a collector, and it is to get something. */
export function exportsTraces(variables: OtelVariables): boolean {
  const isNamed = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'].some((name) => variables[name])
  return isNamed && variables.OTEL_SDK_DISABLED !== 'true' && variables.OTEL_TRACES_EXPORTER !== 'none'
}

/** What is said of traces alone counts more than what is said of all that is exported. */
function checkCollector(variables: OtelVariables, faults: string[]): void {
  const told = (what: 'ENDPOINT' | 'PROTOCOL') => {
    const name = [`OTEL_EXPORTER_OTLP_TRACES_${what}`, `OTEL_EXPORTER_OTLP_${what}`].find((each) => variables[each])
    return name === undefined ? null : { name, value: variables[name] ?? '' }
  }
  const [endpoint, protocol] = [told('ENDPOINT'), told('PROTOCOL')]
  if (endpoint !== null && !/^https?:$/.test(URL.parse(endpoint.value)?.protocol ?? '')) {
    faults.push(`${endpoint.name} is no http:// or https:// URL. A collector listens at http://collector:4318, say.`)
  }
  if (protocol?.value === 'grpc') {
    faults.push(`${protocol.name} is grpc, which pcigraph does not speak. Collectors take HTTP too, at port 4318.`)
  }
}
