import fc from 'fast-check'
import { expect, it } from 'vitest'
import { seedCloud } from '../../src/demo/seed-cloud.ts'
import { signIn } from '../support/graph.ts'
import { createChoices } from './choices.ts'
import { askGraph, CLOUD_SIZE, openHouse, POLICIES, type House } from './house.ts'
import { openLeaky } from './leaky-gateway.ts'
import { applyMutation, randomMutation } from './mutations.ts'
import { poolOf } from './pool.ts'
import { createDocumentMaker, type RandomDocument } from './random-document.ts'
import { rowsOf } from './rows.ts'

const seeded = seedCloud(CLOUD_SIZE)
const projectId = seeded.projects[1]?.id ?? ''

/** A token for each question: whether the last one is still remembered is for the clock to say, not for others. */
async function askWithReceipt({ gateway, demo }: House, document: RandomDocument): Promise<string> {
  const { text } = await askGraph(gateway, await signIn(demo, 'alice'), document, { 'x-pcigraph-receipt': '1' })
  expect(text).toContain('"total":')
  return withoutTimes(text)
}

/** How long an upstream took may depend on who else asks it; nothing else of a receipt. */
function withoutTimes(text: string): string {
  return text.replaceAll(/"ms":\d+/g, '"ms":0').replaceAll(/"requestId":"req-[0-9a-f-]{36}"/g, '"requestId":"req-"')
}

function makeDocuments(house: House, count: number): RandomDocument[] {
  const make = createDocumentMaker(house.gateway.schema, poolOf(seeded, projectId))
  return fc.sample(rowsOf(600), { seed: 8, numRuns: count }).map((row) => make([], createChoices(row)))
}

/** Alice's receipts in a cloud where nobody else asks, and in one where everything of others has changed and they ask the same. */
async function compareReceipts(
  open?: Parameters<typeof openHouse>[1],
): Promise<{ alone: string[]; amongOthers: string[] }> {
  await using quiet = await openHouse(POLICIES.usual, open)
  await using busy = await openHouse(POLICIES.usual, open)
  const documents = makeDocuments(quiet, 80)
  busy.demo.change((cloud) => {
    for (const row of fc.sample(rowsOf(30), { seed: 9, numRuns: 60 })) {
      applyMutation(cloud, randomMutation(seeded, { projectId, seesHosts: false }, createChoices(row)))
    }
  })
  const alone: string[] = []
  const amongOthers: string[] = []
  for (const document of documents) {
    alone.push(await askWithReceipt(quiet, document))
    const [own] = await Promise.all([
      askWithReceipt(busy, document),
      busy.ask('bob', document),
      busy.ask('admin', document),
    ])
    amongOthers.push(own)
  }
  return { alone, amongOthers }
}

it('tells alice by no receipt that others asked before her or with her, or what they have', async () => {
  const { alone, amongOthers } = await compareReceipts()
  expect(amongOthers).toEqual(alone)
}, 60_000)

it('would tell, were lengths of lists learned from one project and used for another', async () => {
  const { alone, amongOthers } = await compareReceipts(
    openLeaky({
      sources: (sources) => ({
        ...sources,
        nova: {
          ...sources.nova,
          // Sizes are remembered by project: now by nobody's.
          findServersByIds: (call, ids, how) =>
            sources.nova.findServersByIds({ ...call, caller: { ...call.caller, projectId: 'everybody' } }, ids, {
              ...how,
              allProjects: false,
            }),
        },
      }),
    }),
  )
  expect(amongOthers).not.toEqual(alone)
}, 60_000)
