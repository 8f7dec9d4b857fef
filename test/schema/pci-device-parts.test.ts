import { isLeafType, getNamedType, isObjectType } from 'graphql'
import { expect, it } from 'vitest'
import { startGraph } from '../support/graph.ts'

type Devices = { pciDevices: { nodes: Record<string, unknown>[] } }

it('gives every field of a device the same value alone as beside all others', async () => {
  await using graph = await startGraph()
  const type = graph.app.schema.getType('PciDevice')
  if (!isObjectType(type)) throw new Error('PciDevice is no object type')
  const selections = Object.values(type.getFields()).map((field) => {
    const { name } = field
    if (isLeafType(getNamedType(field.type))) return { name, selection: name }
    return { name, selection: `${name} { ${name === 'slot' ? 'host' : name === 'cell' ? 'name' : 'id'} }` }
  })
  const ask = async (selection: string) => {
    const { data, errors } = await graph.ask<Devices>(`{ pciDevices(first: 1000) { nodes { ${selection} } } }`)
    expect(errors).toEqual([])
    return data?.pciDevices.nodes ?? []
  }
  const all = await ask(selections.map(({ selection }) => selection).join(' '))
  expect(all.length).toBeGreaterThan(500)
  for (const { name, selection } of selections) {
    const alone = await ask(selection)
    expect(alone, name).toEqual(all.map((device) => ({ [name]: device[name] })))
  }
  // The sample is worth something: each part is there in some device.
  for (const name of ['observedAt', 'projectId', 'onServerHost', 'networkFeatures', 'serialNumber', 'extraInfo']) {
    expect(
      all.some((device) => device[name] !== null),
      name,
    ).toBe(true)
  }
})
