import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLNamedType,
} from 'graphql'
import { describe, expect, it } from 'vitest'
import { createSchema } from '../../src/schema/index.ts'

const schema = createSchema()
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
)
const objects = types.filter(isObjectType)
const isConnectionPart = ({ name }: GraphQLNamedType) => /Connection$|Edge$|^PageInfo$/.test(name)

describe('what the schema promises for good', () => {
  it('explains every type, field, argument and input', () => {
    const silent = types.flatMap((type) => [
      ...(type.description || type.name.startsWith('federation__') ? [] : [type.name]),
      ...(isObjectType(type)
        ? Object.values(type.getFields()).flatMap((field) => [
            ...(field.description ? [] : [`${type.name}.${field.name}`]),
            ...field.args
              .filter(({ description }) => !description)
              .map(({ name }) => `${type.name}.${field.name}(${name}:)`),
          ])
        : []),
      ...(isInputObjectType(type)
        ? Object.values(type.getFields())
            .filter(({ description }) => !description)
            .map(({ name }) => `${type.name}.${name}`)
        : []),
    ])
    expect(silent).toEqual([])
  })

  it('says non-null only what every source always gives', () => {
    const promised = objects
      .filter((type) => !isConnectionPart(type))
      .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })))
      .filter(({ field }) => isNonNullType(field.type))
      .map(({ type, field }) => `${type.name}.${field.name}`)
    expect(promised.sort()).toEqual([
      ...['Aggregate.hosts', 'Aggregate.id', 'Aggregate.metadata', 'Cell.name', 'Cloud.isDemo', 'Cloud.name'],
      ...['ComputeService.host', 'ComputeService.id', 'Flavor.id', 'Hypervisor.id', 'HypervisorCpuInfo.features'],
      ...['HypervisorStats.source', 'NovaKeyValue.key', 'NovaMicroversions.max', 'NovaMicroversions.min'],
      ...['PciDevice.id', 'PciDeviceGroup.allocated', 'PciDeviceGroup.blocked', 'PciDeviceGroup.claimed'],
      ...['PciDeviceGroup.count', 'PciDeviceGroup.free', 'PciPool.free', 'PciPool.tags', 'PciProduct.id'],
      ...['PciProduct.vendor', 'PciRequest.count', 'PciSlot.address', 'PciSlot.host'],
      ...['PciTag.key', 'PciVendor.id', 'Project.id', 'Query.cloud', 'Server.id', 'Server.status'],
      ...['ServerAddress.address', 'ServerAddress.network'],
    ])
  })

  it('can be null wherever an upstream is called', () => {
    const leading = objects
      .filter((type) => !isConnectionPart(type))
      .flatMap((type) =>
        Object.values(type.getFields())
          .filter(({ type: of }) =>
            /^(Server|Hypervisor|PciDevice|Project|Flavor|Aggregate)$|Connection$/.test(getNamedType(of).name),
          )
          .map((field) => ({ name: `${type.name}.${field.name}`, field })),
      )
    expect(leading.length).toBeGreaterThan(20)
    for (const { name, field } of leading) expect(isNonNullType(field.type), name).toBe(false)
  })

  it('has UNRECOGNIZED, with the raw value beside it, for what an upstream may yet invent', () => {
    const upstream = ['ServerStatus', 'ServerPowerState', 'ServerHostStatus', 'PciDeviceStatus', 'PciDeviceType']
    for (const name of [...upstream, 'HypervisorState', 'HypervisorStatus']) {
      const type = schema.getType(name)
      if (!isEnumType(type)) throw new Error(`${name} is no enum`)
      expect(type.getValues().map((value) => value.name)).toContain('UNRECOGNIZED')
    }
    for (const type of objects.filter(({ name }) => name !== 'PciDeviceGroup')) {
      const fields = type.getFields()
      for (const field of Object.values(fields)) {
        const of = getNamedType(field.type)
        if (!isEnumType(of) || of.getValue('UNRECOGNIZED') === undefined) continue
        const raw = fields[`${field.name}Text`] ?? fields[`${field.name}Code`]
        expect(raw, `${type.name}.${field.name}`).toBeDefined()
      }
    }
  })

  it('names inputs and enums so that they meet none of another subgraph', () => {
    const names = types.filter((type) => isInputObjectType(type) || isEnumType(type)).map(({ name }) => name)
    expect(names.filter((name) => !/^(Nova|Server|Hypervisor|Pci|Project|Cell)/.test(name))).toEqual([])
  })

  it('pages every list the same way', () => {
    const lists = objects.flatMap((type) =>
      Object.values(type.getFields()).filter((field) => getNamedType(field.type).name.endsWith('Connection')),
    )
    expect(lists).toHaveLength(6)
    for (const { args } of lists) {
      const [first, after] = args.filter(({ name }) => name === 'first' || name === 'after')
      expect([String(first?.type), first?.defaultValue, String(after?.type)]).toEqual(['Int!', 50, 'String'])
    }
  })
})
