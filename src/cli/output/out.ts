import { setImmediate } from 'node:timers/promises'
import type { Progress } from './progress.ts'

/** Standard output. */
export type Out = {
  /** Resolves when there is room for more. @throws OutputClosed when nobody reads any more. */
  write(text: string): Promise<void>
  /** Columns of the terminal; null for a pipe or a file. */
  readonly terminalWidth: number | null
}

/** The reader is gone (`| head -1`): no reason to complain, and none to go on. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed'
  constructor() {
    super('Nobody reads the output any more')
  }
}

export function createOut(progress: Progress): Out {
  const { stdout } = process
  const failures: Error[] = []
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    failures.push(error.code === 'EPIPE' ? new OutputClosed() : error)
  })

  const throwIfFailed = () => {
    const [failure] = failures
    if (failure) throw failure
  }

  return {
    terminalWidth: stdout.isTTY ? stdout.columns : null,
    async write(text) {
      throwIfFailed()
      progress.clear()
      await new Promise<void>((resolve) => stdout.write(text, () => resolve()))
      // Pipes are written to at once, and SQLite answers at once: without a turn of the loop no signal would be heard between.
      await setImmediate()
      throwIfFailed()
    },
  }
}
