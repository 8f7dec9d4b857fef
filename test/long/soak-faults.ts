import { renameSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoCloud } from '../../src/demo/demo-cloud.ts'
import type { DemoService } from '../../src/demo/exchange.ts'
import { PROXY_ERROR, type Interference } from '../../src/demo/interference.ts'
import { pick, upTo, type Random } from './hostile-documents.ts'

/** Breaks one thing after the other, each for a while, and mends all at the end. @returns how often each was broken */
export async function breakThings(
  demo: DemoCloud,
  random: Random,
  goesOn: () => boolean,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  while (goesOn()) {
    const [name, spoil] = pick(random, FAULTS)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    const mend = spoil(demo, random)
    await sleep(300 + upTo(random, 900))
    mend()
    // Things work for most of the time, or there would be nothing to break.
    await sleep(300 + upTo(random, 900))
  }
  return counts
}

type Fault = readonly [name: string, spoil: (demo: DemoCloud, random: Random) => () => void]

/** Of one service, or of all, some requests or each. */
function interfering(name: string, interference: (random: Random, service: DemoService) => Interference): Fault {
  return [
    name,
    (demo, random) => {
      const service = pick(random, ['nova', 'nova', 'placement', 'keystone', null])
      const share = pick(random, [0.1, 0.5, 1])
      demo.interfere((request) =>
        (service === null || request.service === service) && random() < share
          ? interference(random, request.service)
          : null,
      )
      return () => demo.interfere(null)
    },
  ]
}

const FAULTS: readonly Fault[] = [
  interfering('slow', (random) => ({ kind: 'delay', ms: upTo(random, 700) })),
  interfering('503', () => PROXY_ERROR),
  interfering('reset', () => ({ kind: 'reset' })),
  interfering('cut', (random) => ({ kind: 'cut', afterBytes: upTo(random, 500) })),
  // Longer than the gateway waits. What it passes through to Nova it lets wait for as long as the client does, so that there the
  // answer must come at last.
  interfering('hang', (random, service) =>
    service === 'nova' ? { kind: 'delay', ms: 2000 + upTo(random, 2000) } : { kind: 'hang' },
  ),
  [
    'cell lost to Nova',
    (demo) => {
      demo.loseCells('cell2')
      return () => demo.loseCells()
    },
  ],
  [
    'database gone',
    (demo) => {
      const path = demo.database('cell2')
      renameSync(path, `${path}.away`)
      return () => renameSync(`${path}.away`, path)
    },
  ],
]
