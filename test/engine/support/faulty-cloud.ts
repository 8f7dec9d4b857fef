import { rmSync } from 'node:fs'
import { startDemoCloud } from '../../../src/demo/demo-cloud.ts'
import { PROXY_ERROR } from '../../../src/demo/interference.ts'
import { poolOf, type Pool } from '../../tenants/pool.ts'
import { openTwoExecutors, type TwoExecutors } from './two-executors.ts'

/** What is broken in a cloud, so that many fields fail. */
export const FAULTS = ['none', 'a dead cell', 'a lost cell', 'no hypervisors'] as const
export type Fault = (typeof FAULTS)[number]

/** Who may have everything, and a member of a project, who is denied much. */
export const USERS = ['admin', 'alice'] as const

export type FaultyCloud = TwoExecutors & {
  /** What arguments can be: what there is, of alice and of others, and what there is not. */
  readonly pool: Pool
}

/** A demo cloud of two cells with a fault, and both executors before it. */
export async function openFaultyCloud(fault: Fault): Promise<FaultyCloud> {
  const demo = await startDemoCloud({ servers: 80, hypervisors: 12, cells: 2 })
  const executors = openTwoExecutors(demo)
  if (fault === 'a dead cell') rmSync(demo.database('cell2'))
  // Nova can reach it no longer; we can.
  if (fault === 'a lost cell') demo.loseCells('cell2')
  if (fault === 'no hypervisors') {
    demo.interfere(({ service, path }) => (service === 'nova' && path.includes('/os-hypervisors') ? PROXY_ERROR : null))
  }
  return {
    ...executors,
    pool: poolOf(demo.model, demo.users.alice.projectId ?? ''),
    async [Symbol.asyncDispose]() {
      await executors[Symbol.asyncDispose]()
      await demo.close()
    },
  }
}
