import { json, type DemoReply } from './exchange.ts'

/** A refusal in Nova's own shape, thrown by whoever finds it. */
export class NovaFault extends Error {
  override readonly name = 'NovaFault'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const UNEXPECTED_ERROR =
  'Unexpected API Error. Please report this at http://bugs.launchpad.net/nova/ and attach the Nova API log if possible.\n' +
  "<class 'oslo_db.exception.DBConnectionError'>"

const FAULT_KEYS: Readonly<Record<number, string>> = {
  400: 'badRequest',
  403: 'forbidden',
  404: 'itemNotFound',
  406: 'computeFault',
  500: 'computeFault',
}

export function faultReply(fault: NovaFault): DemoReply {
  const body = { [FAULT_KEYS[fault.status] ?? 'computeFault']: { code: fault.status, message: fault.message } }
  return json(fault.status, body, { 'content-type': 'application/json; charset=UTF-8' })
}

export function policyFault(rule: string): NovaFault {
  return new NovaFault(403, `Policy doesn't allow ${rule} to be performed.`)
}

/** Nova's router, which knows no versions, found no such path. */
export function unknownPath(): DemoReply {
  return json(404, {
    message: 'The resource could not be found.<br /><br />\n\n\n',
    code: '404 Not Found',
    title: 'Not Found',
  })
}
