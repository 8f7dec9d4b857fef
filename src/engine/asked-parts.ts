import { getNamedType, type DocumentNode, type GraphQLSchema, TypeInfo, visit, visitWithTypeInfo } from 'graphql'
import type { Reads } from '../model/call.ts'
import { BRIEF_FIELDS } from '../schema/brief-fields.ts'
import { DEVICE_FIELD_PARTS } from '../schema/pci-device-parts.ts'
import type { DevicePart } from '../sources/pci/store.ts'

/** What the fields of a document read, over all its operations: what none of them names is not fetched. */
export type AskedParts = { readonly deviceParts: ReadonlySet<DevicePart>; readonly reads: Reads }

/** Looked up once a document. */
export function createAskedParts(schema: GraphQLSchema): (document: DocumentNode) => AskedParts {
  const known = new WeakMap<DocumentNode, AskedParts>()
  return (document) => {
    const parts = known.get(document) ?? findParts(schema, document)
    known.set(document, parts)
    return parts
  }
}

function findParts(schema: GraphQLSchema, document: DocumentNode): AskedParts {
  const deviceParts = new Set<DevicePart>()
  const whole = new Set<string>()
  const types = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(types, {
      Field({ name }) {
        const parent = types.getParentType()?.name ?? ''
        // GraphQL's own fields read nothing.
        if (name.value.startsWith('__')) return
        if (parent === 'PciDevice') for (const part of DEVICE_FIELD_PARTS[name.value] ?? []) deviceParts.add(part)
        if (BRIEF_FIELDS[parent]?.has(name.value) === false) whole.add(parent)
        // Which of them belong to it is told by what the brief form lacks.
        if (parent === 'Aggregate' && name.value === 'hypervisors') whole.add('Hypervisor')
      },
      Argument({ name }) {
        // Server.pciDevices sieves by them, whatever fields are read afterwards.
        for (const part of ARGUMENT_PARTS[name.value] ?? []) deviceParts.add(part)
        // All hypervisors are sieved and sorted here, by whatever they have.
        const isOfHypervisors =
          getNamedType(types.getType() ?? types.getFieldDef()?.type)?.name === 'HypervisorConnection'
        if (isOfHypervisors && !PAGING.has(name.value)) whole.add('Hypervisor')
      },
    }),
  )
  return {
    deviceParts,
    reads: {
      servers: whole.has('Server') ? 'whole' : 'brief',
      hypervisors: whole.has('Hypervisor') ? 'whole' : 'brief',
    },
  }
}

const PAGING: ReadonlySet<string> = new Set(['first', 'after'])

const ARGUMENT_PARTS: Readonly<Record<string, readonly DevicePart[]>> = {
  onServerHost: ['owner', 'host'],
  status: ['status'],
}
