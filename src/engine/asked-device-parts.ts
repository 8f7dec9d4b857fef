import { type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import { DEVICE_FIELD_PARTS } from '../schema/pci-device-parts.ts'
import type { DevicePart } from '../sources/pci/store.ts'

/**
 * Which parts of a device the fields of a document read, over all its operations: what none of them names is not fetched.
 * Looked up once a document.
 */
export function createAskedDeviceParts(schema: GraphQLSchema): (document: DocumentNode) => ReadonlySet<DevicePart> {
  const known = new WeakMap<DocumentNode, ReadonlySet<DevicePart>>()
  return (document) => {
    const parts = known.get(document) ?? findParts(schema, document)
    known.set(document, parts)
    return parts
  }
}

function findParts(schema: GraphQLSchema, document: DocumentNode): ReadonlySet<DevicePart> {
  const parts = new Set<DevicePart>()
  const types = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        if (types.getParentType()?.name !== 'PciDevice') return
        // GraphQL's own fields read nothing.
        for (const part of DEVICE_FIELD_PARTS[name.value] ?? []) parts.add(part)
      },
      Argument({ name }) {
        // Server.pciDevices sieves by them, whatever fields are read afterwards.
        for (const part of ARGUMENT_PARTS[name.value] ?? []) parts.add(part)
      },
    }),
  )
  return parts
}

const ARGUMENT_PARTS: Readonly<Record<string, readonly DevicePart[]>> = {
  onServerHost: ['owner', 'host'],
  status: ['status'],
}
