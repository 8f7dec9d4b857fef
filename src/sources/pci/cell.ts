import type { Compilable } from 'kysely'
import { PciStoreUnavailable } from '../../errors.ts'
import type { Call } from '../../model/call.ts'
import type { Log } from '../../model/log.ts'
import { NO_SPAN } from '../../model/span.ts'
import type { BreakerState } from '../http/breaker.ts'
import { createLastGood } from '../http/last-good.ts'
import { createCellBreaker } from './cell-breaker.ts'
import type { NodePciStats } from '../../model/pci-pool.ts'
import type { Connector, Statement } from './connector.ts'
import type { Dialect } from './dialect.ts'
import { tellFailure } from './failure.ts'
import { createKept, type Kept } from './kept.ts'
import { DEVICE_PARTS, type DevicePart } from './store.ts'
import { createTurnstile } from './turnstile.ts'

/** Whose work a statement is; nobody's for one of the gateway's own, which has nothing to fall back on. */
export type CellErrand = Pick<Call, 'signal' | 'receipt'> & Partial<Pick<Call, 'span' | 'caller'>>

/** One Nova cell's database. */
export type Cell = {
  readonly name: string
  readonly dialect: Dialect
  /** What the devices that are read here bring. */
  readonly deviceParts: ReadonlySet<DevicePart>
  /**
   * Runs one statement and reports it on the receipt.
   *
   * @throws PciStoreUnavailable naming the cell, whatever went wrong, and at once as long as a database that fell silent is
   *   left alone; the signal's reason as soon as it is aborted.
   */
  ask<Row>(call: CellErrand, statement: Compilable<Row>): Promise<readonly Row[]>
  /**
   * Runs a brief statement past the line, and past what is known of the database: as it is now.
   *
   * @throws PciStoreUnavailable as `ask` does.
   */
  probe(signal: AbortSignal, statement: Compilable<unknown>): Promise<void>
  /** The state that the database is in, by which it can be told whether anything was written since. Null: nobody can tell. */
  version(): Promise<string | null>
  /** What its compute nodes have to offer, kept rather than counted as long as nothing is written. */
  readonly nodeStats: Kept<NodePciStats>
  /** Rows that count others, likewise: by the statement and all that is bound in it. */
  readonly counts: Kept<readonly unknown[]>
  /** Whether it is asked at all just now. */
  breakerState(): BreakerState
  close(): Promise<void>
}

export type CellOptions = {
  readonly name: string
  readonly dialect: Dialect
  readonly connector: Connector
  /** Looks at the database beside the statements, which may hold every connection. @default the connector, which none can hold */
  readonly prober?: Connector | undefined
  /** Statements that may run at a time. */
  readonly poolSize: number
  readonly log: Log
  /** How old rows may be that stand in for those that do not come, for the same token. @default 0, none */
  readonly maxStaleMs?: number | undefined
  /** Told of every statement, for figures. */
  readonly onStatement?: ((statement: StatementFacts) => void) | undefined
}

export type StatementFacts = { readonly cell: string; readonly outcome: 'ok' | 'error'; readonly seconds: number }

/** Of rows that may stand in for others. */
const STALE_BYTES = 32 * 1024 * 1024
/** Pools and groups of rows, of some hundred bytes each. */
const KEPT_STATS = 100_000
const KEPT_COUNTS = 20_000
/** What a row takes in memory, about. */
const BYTES_PER_ROW = 1024

export function openCell(options: CellOptions): Cell {
  const { name, dialect, connector, prober = connector, poolSize, log, onStatement, maxStaleMs = 0 } = options
  const turnstile = createTurnstile(poolSize)
  const keeps = maxStaleMs > 0
  const lastGood = createLastGood<readonly unknown[]>({ maxAgeMs: maxStaleMs, maxBytes: STALE_BYTES })
  const breaker = createCellBreaker({
    look: () => prober.query({ sql: 'SELECT 1', parameters: [] }),
    onBreak: () => log.warn({ cell: name }, 'the database of a cell fell silent and is left alone for a while'),
    onReset: () => log.info({ cell: name }, 'the database of a cell is asked again'),
  })
  let isDown = false

  function unavailable(cause: unknown): PciStoreUnavailable {
    const { code, sentence, isOfConnection } = tellFailure(cause)
    if (!isOfConnection) log.warn({ cell: name, code }, 'the database of a cell did not carry out a statement')
    else if (!isDown) log.warn({ cell: name, code }, 'the database of a cell does not answer')
    isDown ||= isOfConnection
    return new PciStoreUnavailable(
      `The PCI devices of cell ${name} cannot be read: ${sentence}`,
      { cell: name },
      { cause },
    )
  }

  async function run(statement: Statement): Promise<readonly unknown[]> {
    try {
      const rows = await breaker.run(() => connector.query(statement))
      if (isDown) log.info({ cell: name }, 'the database of a cell answers again')
      isDown = false
      return rows
    } catch (cause) {
      throw unavailable(cause)
    }
  }

  /** Told at once where there is no sense in waiting for a turn. */
  async function pass(signal: AbortSignal): Promise<void> {
    try {
      await unlessAborted(breaker.pass(), signal)
    } catch (error) {
      if (signal.aborted) throw error
      onStatement?.({ cell: name, outcome: 'error', seconds: 0 })
      throw unavailable(error)
    }
  }

  async function read(call: CellErrand, statement: Statement): Promise<readonly unknown[]> {
    await pass(call.signal)
    const leave = await turnstile.enter(call.signal)
    const startedAt = performance.now()
    const span = (call.span ?? NO_SPAN).begin(`SELECT ${name}`, {
      'db.namespace': name,
      'db.query.text': statement.sql,
    })
    let outcome: StatementFacts['outcome'] = 'error'
    try {
      // The place is left when the database is done with the statement, even if nobody waits for it any more.
      const rows = await unlessAborted(run(statement).finally(leave), call.signal)
      outcome = 'ok'
      return rows
    } catch (error) {
      span.fail(error instanceof PciStoreUnavailable ? error.code : 'CANCELLED')
      throw error
    } finally {
      const ms = performance.now() - startedAt
      span.end()
      call.receipt.addStatement({ cell: name, ms })
      onStatement?.({ cell: name, outcome, seconds: ms / 1000 })
    }
  }

  return {
    name,
    dialect,
    deviceParts: new Set(DEVICE_PARTS),
    async ask<Row>(call: CellErrand, statement: Compilable<Row>) {
      const { sql, parameters } = statement.compile()
      const key = keeps && call.caller ? JSON.stringify([call.caller.token, sql, parameters]) : null
      try {
        const rows = await read(call, { sql, parameters })
        if (key !== null) lastGood.keep(key, rows, rows.length * BYTES_PER_ROW)
        // The statement's own type says what it selects; the contract suite holds the databases to it.
        return rows as readonly Row[]
      } catch (error) {
        const stale = key !== null && error instanceof PciStoreUnavailable ? lastGood.find(key) : null
        if (stale === null) throw error
        call.receipt.addStale({ source: 'pci store', ageMs: stale.ageMs })
        return stale.value as readonly Row[]
      }
    },
    async probe(signal, statement) {
      const { sql, parameters } = statement.compile()
      try {
        await unlessAborted(prober.query({ sql, parameters }), signal)
      } catch (error) {
        throw signal.aborted ? error : unavailable(error)
      }
    },
    nodeStats: createKept({ weight: KEPT_STATS, weigh: ({ rows, pools }) => 1 + rows.length + (pools?.length ?? 0) }),
    counts: createKept({ weight: KEPT_COUNTS, weigh: (rows) => 1 + rows.length }),
    // One that cannot be told its state will be asked, and says then what is wrong.
    version: async () => (await connector.version?.().catch(() => null)) ?? null,
    breakerState: () => breaker.state,
    async close() {
      await Promise.all([connector.close(), prober === connector ? null : prober.close()])
    },
  }
}

async function unlessAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => {
    reject(signal.reason instanceof Error ? signal.reason : new Error('The question was aborted'))
  }
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([answer, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
