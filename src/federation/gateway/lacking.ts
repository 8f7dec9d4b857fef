import { Kind, type SelectionSetNode } from 'graphql'
import type { SubgraphAnswer } from './subgraph-answer.ts'
import type { EntityList, FetchedParts } from './subgraph-fetch.ts'
import { listOf } from './whole-keys.ts'

type Variables = Readonly<Record<string, unknown>>
type Requires = ReadonlyMap<string, SelectionSetNode>

/**
 * What subgraphs could not say of entities while one question is answered. The engine has null for it, as for what is null; a field that
 * requires it must not be computed from that.
 */
export type Lacking = {
  /** Takes down what an answer lacks. @param variables as they were sent */
  note(answer: SubgraphAnswer, parts: FetchedParts, variables: Variables): void
  /** Whether a field of an entity requires what was asked for and could not be had. */
  isFor(representation: unknown, field: string, requires: Requires): boolean
}

export function createLacking(): Lacking {
  /** By `Type.field`, by the names of a key: the values of keys. */
  const known = new Map<string, Map<string, Set<string>>>()

  function add(representation: Variables, field: string): void {
    const names = Object.keys(representation)
      .filter((name) => name !== '__typename')
      .join(' ')
    const byNames = known.get(`${String(representation.__typename)}.${field}`) ?? new Map<string, Set<string>>()
    known.set(`${String(representation.__typename)}.${field}`, byNames)
    const values = byNames.get(names) ?? new Set()
    byNames.set(names, values.add(valuesOf(representation, names)))
  }

  return {
    note({ data, errors }, { entities }, variables) {
      for (const { key, variable, fieldsOf } of entities) {
        const list = listOf(data?.[key])
        const refused = Map.groupBy(
          errors.map(({ path = [] }) => path).filter(([first]) => first === key),
          ([, index]) => index,
        )
        for (const [index, representation] of listOf(variables[variable]).entries()) {
          if (!isRecord(representation)) continue
          const isThere = isRecord(list[index])
          if (isThere && !refused.has(index)) continue
          const failed = new Set(refused.get(index)?.map(([, , field]) => field))
          for (const field of fieldsOf(String(representation.__typename))) {
            if (!isThere || failed.has(field.key)) add(representation, field.name)
          }
        }
      }
    },

    isFor(representation, field, requires) {
      if (known.size === 0 || !isRecord(representation)) return false
      const type = String(representation.__typename)
      const required = requires.get(`${type}.${field}`)?.selections ?? []
      return required.some((selection) => {
        if (selection.kind !== Kind.FIELD || (representation[selection.name.value] ?? null) !== null) return false
        const byNames = known.get(`${type}.${selection.name.value}`) ?? []
        return Array.from(byNames).some(([names, values]) => values.has(valuesOf(representation, names)))
      })
    },
  }
}

/** Whether every field that is asked of an entity would be computed from what could not be had: then it is not asked for. */
export function isInVain(
  representation: unknown,
  { fieldsOf }: EntityList,
  { requires, lacking }: { readonly requires: Requires; readonly lacking: Lacking },
): boolean {
  const fields = isRecord(representation) ? fieldsOf(String(representation.__typename)) : []
  return fields.length > 0 && fields.every(({ name }) => lacking.isFor(representation, name, requires))
}

/** An answer with null for what was computed from what could not be had. @param variables as they were sent */
export function withoutVain(
  { data, errors }: SubgraphAnswer,
  { entities }: FetchedParts,
  variables: Variables,
  { requires, lacking }: { readonly requires: Requires; readonly lacking: Lacking },
): SubgraphAnswer {
  if (data === null || requires.size === 0) return { data, errors }
  const lists = entities.map(({ key, variable, fieldsOf }) => {
    const representations = listOf(variables[variable])
    const list = listOf(data[key]).map((entity, index) => {
      const representation = representations[index]
      if (!isRecord(entity) || !isRecord(representation)) return entity
      const vain = fieldsOf(String(representation.__typename)).filter(({ name }) =>
        lacking.isFor(representation, name, requires),
      )
      return vain.length === 0 ? entity : { ...entity, ...Object.fromEntries(vain.map(({ key }) => [key, null])) }
    })
    return [key, list] as const
  })
  return { data: { ...data, ...Object.fromEntries(lists) }, errors }
}

function valuesOf(representation: Variables, names: string): string {
  return JSON.stringify(names.split(' ').map((name) => representation[name]))
}

function isRecord(value: unknown): value is Variables {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
