import type { Block, Measured } from './measure.ts'
import { excessOf, perRequest, ratioOf, sum, type Interval } from './statistics.ts'
import { blocksOf, pairsOf, summarize, type Figures, type Ratio } from './summary.ts'

/** What one gateway's answers to one question cost. The CPU of `Figures` is that of its own process alone. */
export type JoinedFigures = Figures & {
  /** Of the gateway and of the own graph, wherever that runs. */
  readonly wholeCpuMs: number
  /** Per request, by subgraph. */
  readonly subgraphCalls: Readonly<Record<string, number>>
}

export type JoinedRatio = Ratio & { readonly whole: Interval }

export type JoinedSummary = {
  readonly name: string
  readonly title: string
  readonly document: string
  readonly rivals: Readonly<Record<string, JoinedFigures>>
  /** Against the yardstick. */
  readonly ratios: Readonly<Record<string, JoinedRatio>>
  /** Null: one of them was not asked. */
  ratio(of: string, against: string): JoinedRatio | null
  /** What the gateway's process costs more than another does, against the yardstick's. Null: one of them was not asked. */
  excess(of: string, over: string): Interval | null
}

/** @param ownGraph the subgraph that other gateways have in their own process */
export function summarizeJoined(measured: Measured, yardstick: string, ownGraph: string): JoinedSummary {
  const { rounds } = measured
  const summary = summarize(measured, yardstick)
  const wholeOf = ({ cpuMs, subgraphs }: Block) => cpuMs + (subgraphs.get(ownGraph)?.cpuMs ?? 0)
  const ratio = (of: string, against: string): JoinedRatio | null => {
    const found = summary.ratio(of, against)
    return found && { ...found, whole: ratioOf(pairsOf(rounds, of, against), wholeOf) }
  }
  const excess = (of: string, over: string): Interval | null => {
    const triples = rounds.flatMap((round) => {
      const [ours, without, theirs] = [round.get(of), round.get(over), round.get(yardstick)]
      return ours && without && theirs ? [{ ours, without, theirs }] : []
    })
    return triples.length === 0 ? null : excessOf(triples, ({ cpuMs }) => cpuMs)
  }
  const names = Object.keys(summary.rivals)
  return {
    ...summary,
    rivals: Object.fromEntries(
      Object.entries(summary.rivals).map(([name, figures]) => {
        const blocks = blocksOf(rounds, name)
        const subgraphs = new Set(blocks.flatMap((block) => [...block.subgraphs.keys()]))
        const callsOf = (subgraph: string) => sum(blocks.map((block) => block.subgraphs.get(subgraph)?.calls ?? 0))
        return [
          name,
          {
            ...figures,
            wholeCpuMs: perRequest(blocks, wholeOf),
            subgraphCalls: Object.fromEntries(
              Array.from(subgraphs, (subgraph) => [subgraph, callsOf(subgraph) / figures.requests]),
            ),
          },
        ]
      }),
    ),
    ratios: Object.fromEntries(
      names.flatMap((name) => {
        const against = name === yardstick ? null : ratio(name, yardstick)
        return against === null ? [] : [[name, against]]
      }),
    ),
    ratio,
    excess,
  }
}
