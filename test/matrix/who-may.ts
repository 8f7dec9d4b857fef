import type { ACCEPTED_KINDS } from '../support/callers.ts'

export type AcceptedKind = (typeof ACCEPTED_KINDS)[number]

/** Of whose things. */
export type Whose = 'all' | 'own' | 'none'

const ADMINS: Readonly<Record<AcceptedKind, Whose>> = {
  admin: 'all',
  member: 'none',
  otherMember: 'none',
  reader: 'none',
  customRole: 'none',
  applicationCredential: 'none',
  restrictedApplicationCredential: 'none',
}

const OWNERS: Readonly<Record<AcceptedKind, Whose>> = {
  admin: 'all',
  member: 'own',
  otherMember: 'own',
  reader: 'own',
  customRole: 'own',
  applicationCredential: 'own',
  // What servers tell is within its access rules.
  restrictedApplicationCredential: 'own',
}

/**
 * Who may, by the rules that the gateway itself keeps and nobody else can be asked about: said here once more, in the plainest words, and
 * not worked out. What Nova, Keystone and Placement keep, they are asked.
 */
export const WHO_MAY: Readonly<Record<string, Readonly<Record<AcceptedKind, Whose>>>> = {
  'os_compute_api:os-pci:index': ADMINS,
  'os_compute_api:os-pci:show': ADMINS,
  'os_compute_api:os-pci:pci_servers': OWNERS,
  'pcigraph:device:host_details': ADMINS,
  'pcigraph:hypervisor:pci_stats': ADMINS,
  'pcigraph:cloud:cells': ADMINS,
}

/** All that an owner is told of a device; the rest is its host's. */
export const TOLD_TO_OWNERS: readonly string[] = [
  'id',
  'databaseId',
  'vendorId',
  'vendor',
  'productId',
  'product',
  'type',
  'typeText',
  'status',
  'statusText',
  'serverId',
  'server',
  'projectId',
  'project',
]
