import { asList, asRecord, asText } from './untrusted.ts'

/** What an OpenStack service says of a request that it refuses. */
export type Fault = {
  /** Safe to show: no markup, no address, at most 300 characters. */
  readonly message: string
  /** Said of the thing that was asked for; false where no such path exists, so that a 404 says nothing of the thing. */
  readonly aboutResource: boolean
}

/**
 * Reads the forms that are about:
 * Nova `{"itemNotFound": {"code": 404, "message"}}`, Keystone and its middleware `{"error": {"code", "message", "title"}}`, Placement
 * `{"errors": [{"detail"}]}`, and of all of them for an unknown path `{"message", "code": "404 Not Found", "title"}`.
 * @returns null for anything else: a proxy's page, other JSON.
 */
export function readFault(body: unknown): Fault | null {
  const whole = asRecord(body)
  if (!whole) return null
  const first = asRecord(asList(whole.errors)?.[0])
  if (first) return fault(asText(first.detail) ?? asText(first.title), true)
  if (typeof whole.message === 'string') return fault(whole.message, false)
  for (const value of Object.values(whole)) {
    const inner = asRecord(value)
    if (typeof inner?.message === 'string') return fault(inner.message, true)
  }
  return null
}

/** "Policy doesn't allow os_compute_api:os-services:list to be performed." names the rule that decided. */
export function policyRuleOf(message: string): string | undefined {
  return (
    /Policy (?:doesn't|does not) allow (\S+) to be performed/.exec(message)?.[1] ??
    // Placement's words where the scope of the token is wrong: the rule and nothing else.
    /Access was denied to this resource\. (placement:\S+)/.exec(message)?.[1]
  )
}

function fault(message: string | null, aboutResource: boolean): Fault | null {
  return message === null ? null : { message: cleaned(message), aboutResource }
}

function cleaned(message: string): string {
  const plain = message
    .replace(/<[^>]*>/g, ' ')
    .replace(/\b\w+:\/\/\S+/g, '(address)')
    // Keystone names a token that it no longer takes: "Could not find token: gAAAA…". Ids and hashes are shorter.
    .replace(/[\w.~+/-]{72,}=*/g, '(token)')
    .replace(/\s+/g, ' ')
    .trim()
  return plain.length > 300 ? `${plain.slice(0, 299)}…` : plain
}
