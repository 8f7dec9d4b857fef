import { startPcigraph } from '../../cli/command.ts'
import { askOverHttp, type Router } from './router.ts'

/** `pcigraph gateway` as a process of its own. @param args beside the port */
export async function startOurGateway(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Router> {
  const child = startPcigraph(['gateway', '--port', '0', ...args], { env: { PCIGRAPH_LOG_LEVEL: 'warn', ...env } })
  child.stdin.end()
  let told = ''
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (part: string): void => {
      told += part
      const [, found] = /(http:\/\/[^\s/"]+)/.exec(told) ?? []
      if (found !== undefined) resolve(found.replace('0.0.0.0', '127.0.0.1'))
    }
    child.stdout.setEncoding('utf8').on('data', listen)
    child.stderr.setEncoding('utf8').on('data', (part: string) => (told += part))
    child.once('close', () => {
      reject(new Error(`pcigraph gateway ended before it listened:\n${told}`))
    })
  })
  return {
    ask: (query, options) =>
      askOverHttp((body, headers) => fetch(`${url}/graphql`, { method: 'POST', headers, body }), query, options),
    async [Symbol.asyncDispose]() {
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
      child.kill('SIGTERM')
      await ended
    },
  }
}
