import { readFileSync } from 'node:fs'
import { z } from 'zod'

const target = z.object({ expr: z.string(), legendFormat: z.string(), refId: z.string() })
const shape = z.object({
  uid: z.string(),
  title: z.string(),
  templating: z.object({ list: z.array(z.object({ name: z.string(), definition: z.string().optional() })) }),
  panels: z.array(z.object({ id: z.number(), title: z.string(), targets: z.array(target).default([]) })),
})

export type DashboardQuery = { readonly panel: string; readonly expr: string }

/** The dashboard of deploy/ as Grafana would ask its queries, for all gateways of the job. */
export function readDashboard(window: string): {
  readonly ids: readonly number[]
  readonly queries: readonly DashboardQuery[]
  /** What the lists of its variables are made of: `label_values(…)`. */
  readonly variables: readonly { readonly metric: string; readonly label: string }[]
} {
  const text = readFileSync(new URL('../../deploy/grafana/pcigraph.json', import.meta.url), 'utf8')
  const { panels, templating } = shape.parse(JSON.parse(text))
  const filled = (expr: string) =>
    expr.replaceAll('$job', 'pcigraph').replaceAll('$instance', '.*').replaceAll('$__rate_interval', window)
  return {
    ids: panels.map(({ id }) => id),
    queries: panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ panel: title, expr: filled(expr) }))),
    variables: templating.list.flatMap(({ definition }) => {
      const [, metric, label] = /^label_values\((.+), (\w+)\)$/.exec(filled(definition ?? '')) ?? []
      return metric === undefined || label === undefined ? [] : [{ metric, label }]
    }),
  }
}
