import { readFileSync } from 'node:fs'
import { Kind, parse, print, separateOperations } from 'graphql'
import { neutronOf } from '../../../examples/network/ports.ts'
import type { Cloud } from '../../../src/demo/cloud.ts'

export type Question = {
  readonly name: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** The questions of a file of this folder, with what they are asked about in a demo cloud. */
export function questionsOf(file: 'own' | 'joined', cloud: Cloud): readonly Question[] {
  const document = parse(readFileSync(new URL(`${file}.graphql`, import.meta.url), 'utf8'))
  const known = subjectsOf(cloud)
  return Object.entries(separateOperations(document)).map(([name, operation]) => {
    const variables: Record<string, unknown> = {}
    for (const definition of operation.definitions) {
      if (definition.kind !== Kind.OPERATION_DEFINITION) continue
      for (const { variable } of definition.variableDefinitions ?? []) {
        const value = known[variable.name.value]
        if (value !== undefined) variables[variable.name.value] = value
      }
    }
    return { name, query: print(operation), variables }
  })
}

/** Something of each kind to ask about: a server of alice's with devices, one with a port on a device, and where those are. */
function subjectsOf(cloud: Cloud): Readonly<Record<string, unknown>> {
  const server = cloud.servers.find(({ name }) => name === 'fold-01')
  const port = neutronOf(cloud).ports.find(({ bindingProfile }) => bindingProfile !== null)
  const device = server?.host?.devices.find(({ serverId }) => serverId === server.id)
  if (!server?.host || !port?.bindingProfile || !device) throw new Error('this demo cloud is too small to ask about')
  return {
    server: server.id,
    other: port.serverId,
    port: port.id,
    hypervisor: server.host.id,
    hostname: server.host.hypervisorHostname,
    device: device.uuid,
    host: port.hostId,
    address: port.bindingProfile.pciSlot,
    vendors: ['10de', '144d'],
  }
}
