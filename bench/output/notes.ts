import type { Results } from '../parts/results.ts'
import { CROWD } from '../runner/measure.ts'

/** What the words in the tables mean, as far as there are tables. */
export function notesOf({ questions, growth, bigReport, federation }: Results): readonly string[] {
  const hasRaw = questions.length > 0 || growth !== null || bigReport !== null
  return [CPU, LATENCIES, ...(hasRaw ? NOTES : []), ...(federation === null ? [] : FEDERATION_NOTES)]
}

const CPU =
  "CPU is user and system time of the rival's process per request, compiling and collecting garbage included, with one request at a time; against raw, and of gateways against stock Hive Gateway, with a 95 % interval (bootstrap over the rounds, in each of which every rival has its turn)."

const LATENCIES = `Latencies are with one request at a time, req/s with ${CROWD} at a time, each with a token of its own.`

const NOTES: readonly string[] = [
  'Own time is the part of the latency in which no call to the cloud was under way: SQL counts as own.',
  'A report is equal when its nodes are, whether it came as a stream of lines or as pages of 5,000. All other answers are the same bytes.',
  '`reverse`: Nova has no get-by-many-ids. pcigraph takes the plan with the fewest calls to Nova, here the pages of its list; `raw` asks for each server, which is many calls and little to read. The column of upstream calls tells them apart.',
]

const FEDERATION_NOTES: readonly string[] = [
  'Gateways of two graphs: servers and devices, and the register of the example `assets`, which is one process for all of them. Stock gateways ask the own graph over HTTP, in a process of its own for each of them; `pcigraph gateway` has it in its own process. Each hands the token on and has a time limit for subgraphs; nothing else is set.',
  '"Gateway" is the CPU of the gateway\'s process alone, which in the case of pcigraph does all the work of the own graph as well. "With own graph" adds the process of the own graph where there is one: what an operator pays. The process of `assets` is in neither.',
  '`pcigraph-alone` and `raw` are no gateways: they are asked directly, and tell what joining adds and what is left where nobody joins anything.',
]
