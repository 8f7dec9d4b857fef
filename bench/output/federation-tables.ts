import type { Federation } from '../parts/results.ts'
import { ALONE, OUR_GATEWAY } from '../rivals/joined/joined-rival.ts'
import type { JoinedFigures, JoinedRatio, JoinedSummary } from '../runner/joined-summary.ts'
import { writeInterval, type Table } from './tables.ts'

export function federationTables({ summaries }: Federation): Table[] {
  return [...summaries.map(tableOf), ...summaries.flatMap(addedTable)]
}

/** What an own document costs more in a gateway than in the program alone, by what stock Hive Gateway costs. */
function addedTable(summary: JoinedSummary): Table[] {
  const added = summary.excess(OUR_GATEWAY.name, ALONE.name)
  if (added === null) return []
  return [
    {
      title: `federation, ${summary.name}: what joining other graphs adds to a question that needs none of them`,
      head: ['', 'CPU against hive-gateway'],
      rows: [[`${OUR_GATEWAY.name} over ${ALONE.name}`, writeInterval(added)]],
    },
  ]
}

function tableOf({ name, title, rivals, ratios }: JoinedSummary): Table {
  const subgraphs = [...new Set(Object.values(rivals).flatMap(({ subgraphCalls }) => Object.keys(subgraphCalls)))]
  return {
    title: `federation, ${name}: ${title}`,
    head: [
      '',
      'gateway CPU ms',
      'against hive-gateway',
      'with own graph CPU ms',
      'against hive-gateway',
      'wall against hive-gateway',
      'p50 ms',
      'p95 ms',
      'req/s',
      'peak MiB',
      ...subgraphs.map((subgraph) => `calls of ${subgraph}`),
      'upstream calls',
      'answer KiB',
      'requests',
    ],
    rows: Object.entries(rivals).map(([rival, figures]) => rowOf(rival, figures, ratios[rival], subgraphs)),
  }
}

function rowOf(
  rival: string,
  figures: JoinedFigures,
  ratio: JoinedRatio | undefined,
  subgraphs: readonly string[],
): string[] {
  return [
    rival,
    figures.cpuMs.toFixed(2),
    ratio === undefined ? '1' : writeInterval(ratio.cpu),
    figures.wholeCpuMs.toFixed(2),
    ratio === undefined ? '1' : writeInterval(ratio.whole),
    ratio === undefined ? '1' : ratio.wall.value.toFixed(2),
    figures.p50Ms.toFixed(1),
    figures.p95Ms.toFixed(1),
    figures.requestsPerSecond?.toFixed(1) ?? '',
    figures.peakMib?.toFixed(0) ?? 'unknown',
    ...subgraphs.map((subgraph) => figures.subgraphCalls[subgraph]?.toFixed(2) ?? 'none'),
    figures.upstreamCalls.toFixed(2),
    (figures.answerBytes / 1024).toFixed(0),
    String(figures.requests),
  ]
}
