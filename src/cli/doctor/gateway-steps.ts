import type { Client } from '../client.ts'
import { CloudOfGatewayDocument, type CloudOfGatewayQuery } from '../documents.generated.ts'
import { failureOf } from '../session.ts'
import { print } from 'graphql'
import { failed, ok, warning, type Finding, type Step } from './step.ts'

/** A gateway that runs, as its client sees it. */
export function gatewaySteps(client: Client): Step[] {
  let cloud: CloudOfGatewayQuery['cloud'] | null = null

  async function graph(signal: AbortSignal): Promise<Finding> {
    const answer = await client.ask({ query: print(CloudOfGatewayDocument) }, signal)
    // Typed from the schema by codegen; the client checks that it is a GraphQL answer.
    const data = answer.data as CloudOfGatewayQuery | null | undefined
    if (data === null || data === undefined) throw failureOf(answer)
    cloud = data.cloud
    return ok(`shows ${cloud.name}${cloud.region === null ? '' : `, region ${cloud.region}`}`)
  }

  function nova(): Finding {
    const range = cloud?.microversions
    return range ? ok(`serves ${range.min} to ${range.max}`) : failed(5, 'the gateway cannot ask it', RUN_THERE)
  }

  function cells(): Finding {
    const all = cloud?.cells
    if (!all) return warning('not shown to this caller', 'Cells are shown to admins.')
    if (all.length === 0) return warning('none is configured there: PCI fields are null', RUN_THERE)
    const dead = all.filter(({ reachable }) => reachable === false).map(({ name }) => name)
    if (dead.length > 0) return failed(5, `${dead.join(', ')} cannot be read`, RUN_THERE)
    return ok(`${all.map(({ name }) => name).join(', ')} can be read`)
  }

  return [
    {
      name: 'graph',
      needs: ['dns', 'tcp', 'tls'],
      look: graph,
      advice:
        'Check that this is the address of a gateway, and that OS_* or OS_CLOUD sign you in to its cloud, on a project.',
    },
    { name: 'nova', needs: ['graph'], look: () => Promise.resolve(nova()), advice: '' },
    { name: 'cells', needs: ['graph'], look: () => Promise.resolve(cells()), advice: '' },
  ]
}

const RUN_THERE = 'Run pcigraph doctor where the gateway runs, with its configuration.'
