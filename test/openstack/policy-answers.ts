import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { readFileSync } from 'node:fs'

/** One rule of a set, asked of oslo.policy. */
export type PolicyCase = {
  readonly rules: Readonly<Record<string, unknown>>
  readonly ask: string
  readonly credentials: Readonly<Record<string, unknown>>
  readonly target: Readonly<Record<string, string>>
}

export type PolicyQuestions = {
  readonly cases: readonly PolicyCase[]
  /** Rules of which only is asked whether they can be read. */
  readonly texts: readonly string[]
  readonly nova: {
    /** As keyword arguments of Nova's RequestContext. */
    readonly callers: readonly { user_id: string; project_id: string; roles: readonly string[] }[]
    readonly targets: readonly Readonly<Record<string, string>>[]
  }
}

export type PolicyAnswers = {
  /** `fails`: it raised, for which Nova answers 500. */
  readonly answers: readonly (boolean | 'fails')[]
  readonly understood: readonly boolean[]
  readonly nova: {
    /** Every rule with Nova's default. */
    readonly policy: string
    /** As Nova's documentation has it: every rule commented out, with all that is deprecated. */
    readonly sample: string
    readonly isAdmin: readonly boolean[]
    /** By rule, for each caller each target. */
    readonly answers: Readonly<Record<string, readonly boolean[]>>
  }
}

/** Asks the oslo.policy and the Nova of the release that is tested, in one process. @throws Error when that fails. */
export async function askPolicy(release: string, questions: PolicyQuestions): Promise<PolicyAnswers> {
  const script = readFileSync(fileURLToPath(new URL('policy-answers.py', import.meta.url)), 'utf8')
  const python = ['/usr/bin/python3', '-c', script] as const
  const inChroot = [fileURLToPath(new URL('cloud/release.sh', import.meta.url)), release, 'shell', ...python]
  const [command, ...args] = release === 'bookworm' ? python : (['bash', ...inChroot] as const)
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  child.stdin.end(JSON.stringify(questions))
  const [printed, code] = await Promise.all([text(child.stdout), ended])
  if (code !== 0) throw new Error(`policy-answers.py ended with ${code}`)
  return JSON.parse(printed) as PolicyAnswers
}
