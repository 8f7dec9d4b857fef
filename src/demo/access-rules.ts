import type { AccessRule } from '../model/access-rule.ts'
import type { DemoRequest } from './exchange.ts'
import type { DemoToken } from './tokens.ts'

/**
 * What keystonemiddleware asks before Nova or Placement see a request. Here, as there, the rules of a credential are regular expressions
 * of sorts; only those that the demo cloud was seeded with come by.
 */
export function isAllowed(token: DemoToken, serviceType: 'compute' | 'placement', request: DemoRequest): boolean {
  const rules = token.applicationCredential?.accessRules ?? null
  return rules === null || rules.some((rule) => rule.service === serviceType && matches(rule, request))
}

function matches({ method, path }: AccessRule, request: DemoRequest): boolean {
  const pattern = path.replace(/\{[^}]*\}|\*\*|\*/g, (wild) => (wild === '**' ? '.*' : '[^/]+'))
  return method === request.method && new RegExp(`^${pattern}$`).test(request.path)
}
