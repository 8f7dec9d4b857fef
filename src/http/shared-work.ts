/** Work of which the outcome is everybody's who asks for the same while it is under way. */
export type SharedWork<Value> = {
  /**
   * Joins the work of this name, or starts it. Whoever leaves (`signal`) is told so at once, but for the last: then the work is
   * cancelled, and what it comes to for that is his answer.
   */
  join(name: string, signal: AbortSignal, start: (cancelled: AbortSignal) => Promise<Value>): Promise<Value>
}

type Work<Value> = { readonly value: Promise<Value>; readonly cancel: AbortController; waiting: number }

export function createSharedWork<Value>(): SharedWork<Value> {
  const underWay = new Map<string, Work<Value>>()

  function begin(name: string, start: (cancelled: AbortSignal) => Promise<Value>): Work<Value> {
    const cancel = new AbortController()
    const work: Work<Value> = { value: start(cancel.signal), cancel, waiting: 0 }
    const forget = () => {
      if (underWay.get(name) === work) underWay.delete(name)
    }
    cancel.signal.addEventListener('abort', forget)
    work.value.then(forget, forget)
    underWay.set(name, work)
    return work
  }

  return {
    async join(name, signal, start) {
      const work = underWay.get(name) ?? begin(name, start)
      work.waiting++
      const left = Promise.withResolvers<never>()
      const leave = () => {
        work.waiting--
        if (work.waiting === 0) work.cancel.abort(signal.reason)
        else left.reject(signal.reason instanceof Error ? signal.reason : new Error('The request was given up.'))
      }
      if (signal.aborted) leave()
      else signal.addEventListener('abort', leave, { once: true })
      try {
        return await Promise.race([work.value, left.promise])
      } finally {
        signal.removeEventListener('abort', leave)
      }
    },
  }
}
