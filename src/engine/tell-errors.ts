import { GraphQLError } from 'graphql'
import { PciStoreUnavailable, UpstreamError } from '../errors.ts'
import type { Missing } from '../model/call.ts'
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

/** Lists that are there and not whole, as errors beside them: whoever takes any error for a failure is right to take these. */
export function tellMissing(missing: readonly Missing[], access: Access): readonly GraphQLError[] {
  const maySee = access.may('pcigraph:cloud:cells')
  return missing.map(({ upstream, path, hosts, cells }) => {
    const [cell] = cells
    const where = maySee
      ? `${hosts} host${hosts === 1 ? '' : 's'}${cell ? ` of cell ${cells.join(', ')}` : ''}`
      : 'a part of this cloud'
    const message = `The servers of ${where} are missing here: Nova cannot reach the database that has them.`
    const error = new UpstreamError('UPSTREAM_PARTIAL', message, { upstream, ...(maySee && cell && { cell }) })
    return new GraphQLError(message, { path: [...path], originalError: error })
  })
}

const DISCREET =
  'The PCI devices of this cloud, or of a part of it, cannot be read now. Ask again later; the operator of this gateway can tell why.'
