import { fileURLToPath } from 'node:url'
import { startChild, stopChild, waitForUrl } from '../runner/child.ts'
import { medianOf } from '../runner/statistics.ts'
import type { Start } from './results.ts'

const STARTS = 5

/** What a newcomer would ask first. */
const FIRST_QUESTION = `{
  servers(first: 1, filter: { name: { eq: "fold-01" } }) {
    nodes { name status pciDevices { address product { name } status } hypervisor { hostname pciStats { free total } } }
  }
}`

/** From the start of the process to its first answer, with the demo cloud that it makes up in the same process. */
export async function measureStart(say: (progress: string) => void): Promise<Start> {
  const samplesMs: number[] = []
  while (samplesMs.length < STARTS) {
    samplesMs.push(await startOnce())
    say(`start: ${samplesMs.length} of ${STARTS}, ${samplesMs.at(-1)?.toFixed(0)} ms`)
  }
  return { toFirstAnswerMs: medianOf(samplesMs), samplesMs }
}

async function startOnce(): Promise<number> {
  const file = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
  const startedAt = performance.now()
  const child = startChild('pcigraph', [file], { env: { NODE_ENV: 'production', PORT: '0' } })
  try {
    const response = await fetch(await waitForUrl(child), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: FIRST_QUESTION }),
    })
    const answer = await response.text()
    const elapsedMs = performance.now() - startedAt
    if (!answer.includes('"name":"fold-01"')) throw new Error(`The first answer is none: ${answer.slice(0, 500)}`)
    return elapsedMs
  } finally {
    await stopChild(child)
  }
}
