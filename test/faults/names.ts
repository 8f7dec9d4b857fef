import dns from 'node:dns'
import { vi } from 'vitest'

/** Where the suite's services are, by name. Neither it nor any address may be read in an answer. */
export const DOMAIN = 'cloud.test'

/** The resolver as this process has it: every name below `cloud.test` is this machine, until they are lost. */
export type Names = { lose(): void; restore(): void; [Symbol.dispose](): void }

export function startNames(): Names {
  let areLost = false
  const { lookup } = dns
  const spy = vi.spyOn(dns, 'lookup').mockImplementation((name: string, ...rest: unknown[]) => {
    const isOurs = name.endsWith(`.${DOMAIN}`)
    Reflect.apply(lookup, dns, [isOurs ? (areLost ? IMPOSSIBLE : '127.0.0.1') : name, ...rest])
  })
  return {
    lose: () => void (areLost = true),
    restore: () => void (areLost = false),
    [Symbol.dispose]: () => spy.mockRestore(),
  }
}

/** No label of a name is that long: the resolver says so without asking anybody. */
const IMPOSSIBLE = `${'x'.repeat(64)}.${DOMAIN}`
