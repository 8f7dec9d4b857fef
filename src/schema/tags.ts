import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'
import { createAccess, type Access } from '../policy/access.ts'
import { createPolicy } from '../policy/policy.ts'
import { DEFAULT_CHECKS, type Rule } from '../policy/rules.ts'
import { addDirective } from './directives.ts'
import { fetchOf } from './fetch.ts'
import { ruleOfArgument, ruleOfEnumValue, ruleOfInputField } from './input-rules.ts'
import { AS_PARENT, ruleOf } from './rule.ts'

/** What the users of a project may use by default, as a contract of its own. */
export const PROJECT = 'project'

type Element = { extensions: Readonly<Record<string, unknown>> }

/**
 * Tags everything that a plain member of a project may use by the default rules, as far as anything leads there. A type itself
 * bears the tag where all of it is so: to routers a tagged type is tagged whole.
 */
export function tagForProjects(schema: GraphQLSchema): void {
  const query = schema.getQueryType()
  if (!query) return
  const access = memberByDefault()
  const types = new Set<GraphQLNamedType>()
  const queue: GraphQLNamedType[] = [query]
  for (let type = queue.pop(); type !== undefined; type = queue.pop()) {
    if (types.has(type) || isSpecifiedScalarType(type)) continue
    types.add(type)
    const { allowed, isWhole, leadsTo } = partsOf(type, access)
    for (const element of allowed) addDirective(element, 'tag', [{ name: PROJECT }])
    if (isWhole) addDirective(type, 'tag', [{ name: PROJECT }])
    queue.push(...leadsTo)
  }
}

type Parts = {
  readonly allowed: readonly Element[]
  readonly isWhole: boolean
  readonly leadsTo: readonly GraphQLNamedType[]
}

function partsOf(type: GraphQLNamedType, access: Access): Parts {
  const may = (rule: Rule | typeof AS_PARENT | null) => rule === null || rule === AS_PARENT || access.may(rule)
  if (isObjectType(type)) {
    const all = Object.values(type.getFields())
    const fields = all.filter(
      (field) => may(ruleOf(type, field)) && (fetchOf(field)?.needs ?? []).every((rule) => may(rule)),
    )
    const args = fields.flatMap((field) =>
      field.args.filter((argument) => may(ruleOfArgument(type.name, field.name, argument.name))),
    )
    return {
      allowed: [...fields, ...args],
      isWhole: fields.length === all.length && args.length === all.flatMap((field) => field.args).length,
      leadsTo: [...fields, ...args].map((element) => getNamedType(element.type)),
    }
  }
  if (isInputObjectType(type)) {
    const all = Object.values(type.getFields())
    const allowed = all.filter((field) => may(ruleOfInputField(type.name, field.name)))
    return {
      allowed,
      isWhole: allowed.length === all.length,
      leadsTo: allowed.map((field) => getNamedType(field.type)),
    }
  }
  if (isEnumType(type)) {
    const all = type.getValues()
    const allowed = all.filter(({ value }: { value: unknown }) => may(ruleOfEnumValue(type.name, value)))
    return { allowed, isWhole: allowed.length === all.length, leadsTo: [] }
  }
  return { allowed: [], isWhole: true, leadsTo: [] }
}

/** As the rules are delivered: what an operator's policy.yaml makes of them is no part of the schema. */
function memberByDefault(): Access {
  return createAccess(createPolicy(DEFAULT_CHECKS, []), {
    token: '',
    userId: 'a-member',
    userName: 'a-member',
    projectId: 'a-project',
    projectName: 'a-project',
    projectDomainId: 'default',
    roles: ['member', 'reader'],
    accessRules: null,
    expiresAt: new Date(0),
  })
}
