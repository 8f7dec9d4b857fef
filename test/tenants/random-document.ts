import {
  getNamedType,
  isCompositeType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import type { Choices } from './choices.ts'
import type { Pool } from './pool.ts'
import { findWays, type Step } from './ways.ts'
import { leadsTo, literal, randomValue } from './random-value.ts'

export type RandomDocument = {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** Lists that can be gone on with: the variable for `after`, and the response keys that lead to the connection. */
  readonly pages: readonly { readonly variable: string; readonly path: readonly string[] }[]
}

export type DocumentMaker = (wanted: readonly string[], choices: Choices) => RandomDocument

/** Below the root; documents may be sixteen deep, and what is wanted may be so deep already. */
const DEEPEST = 6
const MOST_FIELDS = 90
const MOST_ALIASES = 45

/** Where what a list is of begins, and what this gateway is for. */
const FRUITFUL = ['nodes', 'node', 'edges', 'pciDevices']

/** In percent. A list that is filtered is empty as a rule, and empty lists tell nothing of anybody. */
const CHANCES: Readonly<Record<string, number>> = { first: 60, filter: 12 }

/** What a project's user has rights on is more worth asking for than what is refused at the door. */
const FAVOURITES = ['servers', 'servers', 'server', 'pciDevice', '_entities', '_entities']

/**
 * Makes documents that are valid in the schema and within the gateway's limits, from nothing but the schema: aliases, fragments with
 * names and without, variables and literals, directives, lists of every kind. Each names the coordinates that are wanted.
 */
export function createDocumentMaker(schema: GraphQLSchema, pool: Pool): DocumentMaker {
  const ways = findWays(schema)
  const root = schema.getQueryType()
  if (!root) throw new Error('a schema without queries')

  return (wanted, choices) => {
    const draft: Draft = {
      schema,
      pool,
      choices,
      variables: new Map(),
      fragments: [],
      pages: [],
      withArguments: new Set(),
      fields: 0,
      aliases: 0,
    }
    const roots = Object.keys(root.getFields())
    const selections = wanted.map((coordinate) => selectWay(draft, root, ways(coordinate, choices), [], 0, coordinate))
    const others = wanted.length === 0 ? 1 + choices.int(3) : choices.int(2)
    for (let left = others; left > 0; left--) {
      const name = choices.chance(60) ? choices.pick(FAVOURITES) : choices.pick(roots)
      const field = root.getFields()[name]
      if (field) selections.push(selectField(draft, root, field, { path: [], depth: 0, wanted: null, next: [] }))
    }
    return print(draft, selections.join(' '))
  }
}

type Draft = {
  readonly schema: GraphQLSchema
  readonly pool: Pool
  readonly choices: Choices
  readonly variables: Map<string, { readonly type: string; readonly value: unknown }>
  readonly fragments: string[]
  readonly pages: { variable: string; path: readonly string[] }[]
  /** Fields with arguments that stand under their own name somewhere: the next ones need another. */
  readonly withArguments: Set<string>
  fields: number
  aliases: number
}

type Place = {
  readonly path: readonly string[]
  readonly depth: number
  /** What the last step of the way must have among its arguments. */
  readonly wanted: string | null
  /** Where the way goes on. */
  readonly next: readonly Step[]
  /** Other types of the same place have a field of that name too, of another type. */
  readonly isAmbiguous?: boolean
}

function print({ variables, fragments, pages }: Draft, selections: string): RandomDocument {
  const declared = [...variables].map(([name, { type }]) => `$${name}: ${type}`).join(', ')
  return {
    query: [`query${declared === '' ? '' : ` Q(${declared})`} { ${selections} }`, ...fragments].join('\n'),
    variables: Object.fromEntries([...variables].map(([name, { value }]) => [name, value])),
    pages,
  }
}

function selectWay(
  draft: Draft,
  root: GraphQLObjectType,
  [first, ...next]: readonly Step[],
  path: readonly string[],
  depth: number,
  wanted: string,
): string {
  const field = first && root.getFields()[first.field]
  if (field === undefined) throw new Error(`no way leads to ${wanted}`)
  return selectField(draft, root, field, { path, depth, wanted, next })
}

function selectField(
  draft: Draft,
  parent: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  place: Place,
): string {
  draft.fields++
  const { choices } = draft
  const isWanted = place.next.length === 0 && place.wanted !== null
  const own = `${parent.name}.${field.name}`
  const needsAlias = place.isAmbiguous === true || (field.args.length > 0 && draft.withArguments.has(own))
  if (field.args.length > 0) draft.withArguments.add(own)
  const canAlias = draft.aliases < MOST_ALIASES
  const alias = needsAlias || (canAlias && choices.chance(10)) ? `a${(draft.aliases += 1)}` : null
  const path = [...place.path, alias ?? field.name]

  const type = getNamedType(field.type)
  const isPage = isObjectType(type) && 'pageInfo' in type.getFields()
  const args = field.args.flatMap((argument) => {
    if (argument.name === 'after' && isPage) return [declarePage(draft, argument, path)]
    const coordinate = `${own}(${argument.name}:)`
    const mustHave = isWanted && (coordinate === place.wanted || leadsTo(argument.type, place.wanted))
    const isRequired = isNonNullType(argument.type) && argument.defaultValue === undefined
    if (!mustHave && !isRequired && !choices.chance(CHANCES[argument.name] ?? 25)) return []
    return [writeArgument(draft, argument, { of: type.name, wanted: mustHave ? place.wanted : null })]
  })
  const directive = !isWanted && choices.chance(3) ? ` ${writeDirective(draft)}` : ''
  const inner = isCompositeType(type) ? ` ${selectionOf(draft, type, { ...place, path, depth: place.depth + 1 })}` : ''
  return `${alias === null ? '' : `${alias}: `}${field.name}${args.length === 0 ? '' : `(${args.join(', ')})`}${directive}${inner}`
}

function declarePage(draft: Draft, argument: GraphQLArgument, path: readonly string[]): string {
  const variable = `after${draft.pages.length + 1}`
  draft.variables.set(variable, { type: argument.type.toString(), value: null })
  draft.pages.push({ variable, path })
  return `${argument.name}: $${variable}`
}

function writeArgument(draft: Draft, argument: GraphQLArgument, of: { of: string; wanted: string | null }): string {
  const { choices, pool, variables } = draft
  const value = randomValue(argument.type, { name: argument.name, depth: 0, ...of }, pool, choices)
  if (choices.chance(50)) return `${argument.name}: ${literal(value, argument.type)}`
  const name = `v${variables.size + 1}`
  variables.set(name, { type: argument.type.toString(), value })
  return `${argument.name}: $${name}`
}

function writeDirective({ choices, variables }: Draft): string {
  const name = `v${variables.size + 1}`
  variables.set(name, { type: 'Boolean!', value: choices.int(2) === 1 })
  return `${choices.pick(['@include', '@skip'])}(if: $${name})`
}

function selectionOf(draft: Draft, type: GraphQLCompositeType, place: Place): string {
  if (isUnionType(type)) return selectionOfUnion(draft, type.getTypes(), place)
  if (!isObjectType(type)) throw new Error(`${type.name}: the graph has no interfaces as yet`)
  const { choices } = draft
  const selections = fieldsOf(draft, type, place)
  if (choices.chance(5)) selections.push('__typename')
  const isLast = place.next.length === 0
  if (isLast && choices.chance(8)) {
    const name = `F${draft.fragments.length + 1}`
    // Its place in the list is taken before its own fragments ask for theirs.
    const at = draft.fragments.push('') - 1
    draft.fragments[at] =
      `fragment ${name} on ${type.name} { ${fieldsOf(draft, type, { ...place, wanted: null }).join(' ')} }`
    selections.push(`...${name}`)
  }
  if (isLast && choices.chance(8)) {
    const directive = choices.chance(40) ? ` ${writeDirective(draft)}` : ''
    const condition = choices.chance(50) ? ` on ${type.name}` : ''
    selections.push(`...${condition}${directive} { ${fieldsOf(draft, type, { ...place, wanted: null }).join(' ')} }`)
  }
  return `{ ${selections.join(' ')} }`
}

function fieldsOf(draft: Draft, type: GraphQLObjectType, place: Place): string[] {
  const { choices } = draft
  const fields = Object.values(type.getFields())
  const isRoomLeft = draft.fields < MOST_FIELDS && place.depth < DEEPEST && draft.aliases < MOST_ALIASES
  const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)))
  const branches = fields.filter((field) => isCompositeType(getNamedType(field.type)))
  const [step, ...next] = place.next
  const onWay = step === undefined ? [] : fields.filter((field) => field.name === step.field)
  const others = [
    ...choices.some(leaves, choices.pick([2, 4, 1, 8, 0])),
    ...(isRoomLeft ? choices.some(branches, choices.pick([1, 0, 2, 1])) : []),
    ...branches.filter(({ name }) => FRUITFUL.includes(name) && isRoomLeft && choices.chance(60)),
    // Without it nobody could go on with the list.
    ...fields.filter((field) => field.name === 'pageInfo' && isRoomLeft),
  ].filter((field) => !onWay.includes(field))
  const selections = [
    ...onWay.map((field) => selectField(draft, type, field, { ...place, next })),
    ...[...new Set(others)].map((field) => selectField(draft, type, field, { ...place, wanted: null, next: [] })),
  ]
  if (type.name === 'PageInfo') selections.push('endCursor')
  return selections.length > 0 ? selections : ['__typename']
}

function selectionOfUnion(draft: Draft, members: readonly GraphQLObjectType[], place: Place): string {
  const { choices } = draft
  const [step] = place.next
  const onWay = members.filter(({ name }) => name === step?.member)
  const picked = new Set([...onWay, ...choices.some(members, choices.pick([3, 5, 2, 1]))])
  const parts = [...picked].map((member) => {
    const inner = onWay.includes(member) ? place : { ...place, wanted: null, next: [] }
    return `... on ${member.name} { ${memberFields(draft, member, members, inner).join(' ')} }`
  })
  return `{ __typename ${parts.join(' ')} }`
}

/** Members of a union that have the same name for different things need aliases where both are asked. */
function memberFields(
  draft: Draft,
  member: GraphQLObjectType,
  members: readonly GraphQLObjectType[],
  place: Place,
): string[] {
  const { choices } = draft
  const fields = Object.values(member.getFields())
  const isAmbiguous = (field: GraphQLField<unknown, unknown>) =>
    members.some((other) => {
      const same = other.getFields()[field.name]
      return same !== undefined && same.type.toString() !== field.type.toString()
    })
  const [step, ...next] = place.next
  const onWay = step === undefined ? [] : fields.filter(({ name }) => name === step.field)
  const isRoomLeft = draft.fields < MOST_FIELDS && draft.aliases < MOST_ALIASES - 5
  const others = (isRoomLeft ? choices.some(fields, choices.pick([4, 2, 6, 1])) : []).filter(
    (field) => !onWay.includes(field),
  )
  const selections = [
    ...onWay.map((field) => selectField(draft, member, field, { ...place, next, isAmbiguous: isAmbiguous(field) })),
    ...others.map((field) =>
      selectField(draft, member, field, { ...place, wanted: null, next: [], isAmbiguous: isAmbiguous(field) }),
    ),
  ]
  return selections.length > 0 ? selections : ['__typename']
}
