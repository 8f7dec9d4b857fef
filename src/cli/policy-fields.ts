import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import type { Reach } from '../policy/policy.ts'
import { factsOf, type Rule, type RuleFacts } from '../policy/rules.ts'
import type { GraphContext } from '../schema/builder.ts'
import { fetchOf } from '../schema/fetch.ts'
import { ruleOfArgument, ruleOfEnumValue, ruleOfInputField } from '../schema/input-rules.ts'
import { AS_PARENT, objectTypesOf, ruleOf } from '../schema/rule.ts'
import type { Verdict } from './policy-verdict.ts'

/** A field, or an input with a rule of its own, as a caller would find it. */
export type FieldVerdict = {
  /** By its schema coordinate: `PciDevice.address`, `Server.pciDevices(onServerHost:)`, `ServerFilter.host`. */
  readonly field: string
  readonly shown: 'yes' | 'own' | 'no'
  readonly rule: Rule | typeof AS_PARENT
  readonly enforcedBy: RuleFacts['enforcedBy'] | null
  readonly why: string | null
}

type Verdicts = { of(rule: Rule): Verdict }
type ObjectType = GraphQLObjectType<unknown, GraphContext>
type Field = ReturnType<ObjectType['getFields']>[string]

/** Every field, and every input that has a rule of its own. A field is shown as far as any way leads to its type. */
export function fieldVerdicts(schema: GraphQLSchema, verdicts: Verdicts): readonly FieldVerdict[] {
  const shown = typesShown(schema, verdicts)
  return [
    ...objectTypesOf(schema).flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => [
        verdictOf(type, field, shown.get(type) ?? 'none', verdicts),
        ...field.args.flatMap(({ name }) =>
          inputVerdict(`${type.name}.${field.name}(${name}:)`, ruleOfArgument(type.name, field.name, name), verdicts),
        ),
      ]),
    ),
    ...Object.values(schema.getTypeMap()).flatMap((type) => {
      if (isInputObjectType(type)) {
        return Object.keys(type.getFields()).flatMap((name) =>
          inputVerdict(`${type.name}.${name}`, ruleOfInputField(type.name, name), verdicts),
        )
      }
      if (!isEnumType(type)) return []
      return type
        .getValues()
        .flatMap(({ name, value }) => inputVerdict(`${type.name}.${name}`, ruleOfEnumValue(type.name, value), verdicts))
    }),
  ]
}

/** Of whose things of each type the caller is shown any, on whatever way from the root. */
function typesShown(schema: GraphQLSchema, verdicts: Verdicts): ReadonlyMap<ObjectType, Reach> {
  const types = new Map(objectTypesOf(schema).map((type) => [type.name, type]))
  const shown = new Map<ObjectType, Reach>()
  const visit = (name: string, reach: Reach): void => {
    const type = types.get(name)
    if (type === undefined || RANKS[reach] <= RANKS[shown.get(type) ?? 'none']) return
    shown.set(type, reach)
    for (const field of Object.values(type.getFields())) {
      visit(getNamedType(field.type).name, least(reach, ...reachesOf(type, field, verdicts)))
    }
  }
  visit(schema.getQueryType()?.name ?? '', 'all')
  return shown
}

function verdictOf(type: ObjectType, field: Field, parent: Reach, verdicts: Verdicts): FieldVerdict {
  const rule = ruleOf(type, field)
  const needed = rulesOf(type, field).find((each) => verdicts.of(each).whose === 'none')
  const why =
    needed === undefined
      ? parent === 'none'
        ? `no ${type.name} is shown`
        : null
      : needed === rule
        ? verdicts.of(needed).why
        : `it needs ${needed}: ${verdicts.of(needed).why}`
  return {
    field: `${type.name}.${field.name}`,
    shown: SHOWN[least(parent, ...reachesOf(type, field, verdicts))],
    rule,
    enforcedBy: rule === AS_PARENT ? null : factsOf(rule).enforcedBy,
    why,
  }
}

/** None where whoever has the field may name the input. An input is named or not, whosever things it finds. */
function inputVerdict(coordinate: string, rule: Rule | null, verdicts: Verdicts): readonly FieldVerdict[] {
  if (rule === null) return []
  const { whose, why } = verdicts.of(rule)
  const isAllowed = whose !== 'none'
  return [
    {
      field: coordinate,
      shown: isAllowed ? 'yes' : 'no',
      rule,
      enforcedBy: 'pcigraph',
      why: isAllowed ? null : why,
    },
  ]
}

function reachesOf(type: ObjectType, field: Field, verdicts: Verdicts): readonly Reach[] {
  return rulesOf(type, field).map((rule) => verdicts.of(rule).whose)
}

/**
 * Its own first, then what its resolver asks besides, what would hide the key that it is asked for by, and what a service holds to
 * whoever asks it for such a thing.
 */
function rulesOf(type: ObjectType, field: Field): readonly Rule[] {
  const fetch = fetchOf(field)
  const target = getNamedType(field.type)
  const ofTarget =
    fetch !== null && fetch.upstream !== 'pci store' && isObjectType(target) ? ruleOf(target, target) : null
  const { needs = [], keyHiddenBy = null } = fetch ?? {}
  return [ruleOf(type, field), ...needs, keyHiddenBy, ofTarget].filter((rule) => rule !== null && rule !== AS_PARENT)
}

function least(...reaches: readonly Reach[]): Reach {
  return reaches.reduce((one, other) => (RANKS[other] < RANKS[one] ? other : one), 'all')
}

const RANKS = { none: 0, own: 1, all: 2 } as const satisfies Record<Reach, number>
const SHOWN = { none: 'no', own: 'own', all: 'yes' } as const satisfies Record<Reach, FieldVerdict['shown']>
