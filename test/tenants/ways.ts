import {
  getNamedType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import type { Choices } from './choices.ts'
import { leadsTo } from './random-value.ts'

/** One field further down. `member`: the type of a union that has it. */
export type Step = { readonly field: string; readonly member?: string }

/** The fields from the root to one that shows, or takes, what a coordinate names. */
export type FindWay = (coordinate: string, choices: Choices) => readonly Step[]

type Arrow = {
  readonly from: GraphQLObjectType
  readonly field: GraphQLField<unknown, unknown>
  readonly isUnion: boolean
}

/** Most often the shortest way, and now and then another: a device of a server is not the device of a list. */
export function findWays(schema: GraphQLSchema): FindWay {
  const root = schema.getQueryType()
  if (!root) throw new Error('a schema without queries')
  const arrowsTo = new Map<string, Arrow[]>()
  const objects = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  for (const from of objects as GraphQLObjectType[]) {
    for (const field of Object.values(from.getFields())) {
      const type = getNamedType(field.type)
      const shown = isUnionType(type) ? type.getTypes() : [type]
      for (const { name } of shown) {
        arrowsTo.set(name, [...(arrowsTo.get(name) ?? []), { from, field, isUnion: isUnionType(type) }])
      }
    }
  }
  const distances = measure(root, arrowsTo)

  return (coordinate, choices) => {
    const [type, field] = choices.pick(ownersOf(objects as GraphQLObjectType[], coordinate))
    return wayTo(type, field, choices)
  }

  function wayTo(type: string, last: string, choices: Choices): Step[] {
    let way: [Step, ...Step[]] = [{ field: last }]
    let at = type
    let isDetour = choices.chance(70)
    while (at !== root?.name) {
      const arrows = (arrowsTo.get(at) ?? []).filter(({ from }) => distances.has(from.name))
      const nearest = Math.min(...arrows.map(({ from }) => distances.get(from.name) ?? Infinity))
      const { from, field, isUnion } = choices.pick(
        isDetour
          ? arrows.flatMap((arrow) => Array.from({ length: worthOf(arrow) }, () => arrow))
          : arrows.filter((arrow) => distances.get(arrow.from.name) === nearest),
      )
      isDetour = false
      const [below, ...further] = way
      way = [{ field: field.name }, isUnion ? { ...below, member: at } : below, ...further]
      at = from.name
    }
    return way
  }
}

/** Most ways end at the door, or at an id of somebody else's: these lead to what is the asker's own. */
function worthOf({ from, field }: Arrow): number {
  return OWN_WAYS.includes(`${from.name}.${field.name}`) ? 8 : 1
}

const OWN_WAYS = ['ServerConnection.nodes', 'Server.pciDevices']

function measure(root: GraphQLObjectType, arrowsTo: ReadonlyMap<string, readonly Arrow[]>): Map<string, number> {
  const distances = new Map([[root.name, 0]])
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false
    for (const [type, arrows] of arrowsTo) {
      const nearest = Math.min(...arrows.map(({ from }) => (distances.get(from.name) ?? Infinity) + 1))
      if (nearest < (distances.get(type) ?? Infinity)) {
        distances.set(type, nearest)
        isGrowing = true
      }
    }
  }
  return distances
}

/** The fields that show the coordinate, or one of whose arguments can hold it. */
function ownersOf(objects: readonly GraphQLObjectType[], coordinate: string): [type: string, field: string][] {
  const [, type = '', field = ''] = /^(\w+)\.(\w+)(?:\(\w+:\))?$/.exec(coordinate) ?? []
  if (objects.some(({ name }) => name === type)) return [[type, field]]
  return objects.flatMap((object) =>
    Object.values(object.getFields()).flatMap(({ name, args }): [string, string][] =>
      args.some((argument) => leadsTo(argument.type, coordinate)) ? [[object.name, name]] : [],
    ),
  )
}
