import type { Rule } from '../policy/rules.ts'
import { OF_FILTERS, OF_GROUPINGS, OF_ORDERS } from './pci-device-arguments.ts'

/** Conditions of ServerFilter that are for admins. */
export const ADMIN_CONDITIONS = ['projectId', 'userId', 'host', 'hypervisorHostname', 'deleted'] as const

/**
 * The rules that resolvers ask for what an argument means, by the inputs that mean it: for who wants to know before anything
 * runs. Null: whoever may have the field may name this.
 */
export function ruleOfArgument(type: string, field: string, argument: string): Rule | null {
  return `${type}.${field}.${argument}` === 'Server.pciDevices.onServerHost' ? HOST_DETAILS : null
}

/** Of a field of an input type. */
export function ruleOfInputField(type: string, field: string): Rule | null {
  if (type === 'PciDeviceFilter') return ruleOfAsked(OF_FILTERS, field)
  const isForAdmins = type === 'ServerFilter' && ADMIN_CONDITIONS.some((condition) => condition === field)
  return isForAdmins ? 'os_compute_api:servers:allow_all_filters' : null
}

/** Of a value of an enum, in the words of the model. */
export function ruleOfEnumValue(type: string, value: unknown): Rule | null {
  switch (type) {
    case 'PciDeviceOrderField':
      return ruleOfAsked(OF_ORDERS, value)
    case 'PciDeviceGrouping':
      return ruleOfAsked(OF_GROUPINGS, value)
    case 'ServerOrderField':
      return value === 'HOST' ? 'os_compute_api:servers:allow_all_filters' : null
    case 'ProjectScope':
      return value === 'ALL' ? 'os_compute_api:servers:detail:get_all_tenants' : null
    default:
      return null
  }
}

const HOST_DETAILS = 'pcigraph:device:host_details'

function ruleOfAsked(table: Readonly<Record<string, string>>, name: unknown): Rule | null {
  return typeof name === 'string' && table[name] === 'host detail' ? HOST_DETAILS : null
}
