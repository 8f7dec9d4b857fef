import { GraphQLError } from 'graphql'
import { PciStoreUnavailable } from '../errors.ts'
import type { Access } from '../policy/access.ts'

/** Errors as this caller may be told them: which cell is down, and of what, is for who may see cells. */
export function tellErrors(errors: readonly GraphQLError[], access: Access): readonly GraphQLError[] {
  return access.may('pcigraph:cloud:cells') ? errors : errors.map(withoutCell)
}

function withoutCell(error: GraphQLError): GraphQLError {
  const { nodes, source, positions, path, originalError } = error
  if (!(originalError instanceof PciStoreUnavailable) || originalError.details.cell === undefined) return error
  return new GraphQLError(DISCREET, {
    ...(nodes && { nodes }),
    ...(source && { source }),
    ...(positions && { positions }),
    ...(path && { path }),
    originalError: new PciStoreUnavailable(DISCREET, {}, { cause: originalError }),
  })
}

const DISCREET =
  'The PCI devices of this cloud, or of a part of it, cannot be read now. Ask again later; the operator of this gateway can tell why.'
