/** One line on standard error that is written over: only where somebody watches, and never into a pipe. */
export type Progress = {
  /** Shown once the command has taken a second. */
  tell(text: string): void
  clear(): void
}

const SHOWN_AFTER_MS = 1000

export function createProgress(): Progress {
  const { stderr } = process
  const isWatched = stderr.isTTY && process.env.TERM !== 'dumb'
  const startedAt = performance.now()
  let isShown = false
  return {
    tell(text) {
      if (!isWatched || performance.now() - startedAt < SHOWN_AFTER_MS) return
      stderr.write(`\r\u001b[K${text}`)
      isShown = true
    },
    clear() {
      if (isShown) stderr.write('\r\u001b[K')
      isShown = false
    },
  }
}
