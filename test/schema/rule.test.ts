import { GraphQLObjectType, GraphQLSchema, GraphQLString } from 'graphql'
import { expect, it } from 'vitest'
import { RULES } from '../../src/policy/rules.ts'
import { createSchema } from '../../src/schema/index.ts'
import { AS_PARENT, enforceRules, objectTypesOf, ruled, ruleOf } from '../../src/schema/rule.ts'

it('builds no schema in which a field has no rule', () => {
  const Thing = new GraphQLObjectType({ name: 'Thing', fields: { colour: { type: GraphQLString } } })
  const query = new GraphQLObjectType({
    name: 'Query',
    fields: { thing: { type: Thing, extensions: ruled(AS_PARENT) } },
  })
  expect(() => enforceRules(new GraphQLSchema({ query }))).toThrow(/Thing\.colour has no rule/)
})

it('leaves no rule of ours unused: one that guards nothing would promise what nobody keeps', () => {
  const schema = createSchema()
  const used = new Set<string>(
    objectTypesOf(schema).flatMap((type) => Object.values(type.getFields()).map((field) => ruleOf(type, field))),
  )
  // Those are asked where no field stands for them: over REST, for an argument, or by other rules.
  const elsewhere = [
    'context_is_admin',
    'admin_or_owner',
    'os_compute_api:os-pci:detail',
    'os_compute_api:servers:allow_all_filters',
    'identity:list_projects',
  ]
  expect(Object.keys(RULES).filter((rule) => !used.has(rule))).toEqual(elsewhere)
})

it('shows of a device to whom a new field might be shown only what is named: the type itself is for admins', () => {
  const device = objectTypesOf(createSchema()).find(({ name }) => name === 'PciDevice')
  const toOwners = Object.values(device?.getFields() ?? {}).filter(
    (field) => device !== undefined && ruleOf(device, field) === AS_PARENT,
  )
  expect(toOwners.map(({ name }) => name)).toEqual([
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
  ])
})
