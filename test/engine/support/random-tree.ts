import {
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import type { Choices } from '../../tenants/choices.ts'

/** What a field comes to, before anybody decides how it is handed out. */
export type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'object'; readonly type: string; readonly fields: ReadonlyMap<string, Outcome> }
  | { readonly kind: 'list'; readonly items: readonly Outcome[]; readonly as: 'array' | 'iterable' | 'iterator' }
  | { readonly kind: 'thrown' | 'returned'; readonly error: unknown }
  | { readonly kind: 'method'; readonly gives: Outcome }
  /** A promise of it, where promises are made. */
  | { readonly kind: 'later'; readonly outcome: Outcome }

/** Everything that a schema's questions can come to. Some objects are to be had by several ways. */
export function randomTree(schema: GraphQLSchema, choices: Choices, mostObjects: number): Outcome {
  const known = new Map<string, Outcome[]>()
  let count = 0
  const root = schema.getType('Root')
  if (!isObjectType(root)) throw new Error('a schema without a root')
  return objectOf(root, 0)

  function objectOf(type: GraphQLObjectType, depth: number): Outcome {
    count++
    const fields = new Map(
      Object.values(type.getFields()).map((field): [string, Outcome] => {
        const outcome = outcomeOf(field.type, depth)
        const isMethod = field.resolve === undefined && choices.chance(15)
        // A plain value of the model is there; a promise of one is left to the reference, which has a test of its own.
        const now = field.resolve === undefined && isLeafType(nullable(field.type))
        const delivered: Outcome = isMethod ? { kind: 'method', gives: outcome } : outcome
        return [field.name, now ? atOnce(delivered) : delivered]
      }),
    )
    const made: Outcome = { kind: 'object', type: type.name, fields }
    known.set(type.name, [...(known.get(type.name) ?? []), made])
    return made
  }

  function outcomeOf(type: GraphQLOutputType, depth: number, failures = FAILURES): Outcome {
    const outcome = settledOf(type, depth, failures)
    return choices.chance(30) ? { kind: 'later', outcome } : outcome
  }

  function settledOf(type: GraphQLOutputType, depth: number, failures: readonly Outcome[]): Outcome {
    // Less often where it does more harm: else there would be next to nothing to compare.
    const harm = isNonNullType(type) ? 2 : 6
    if (choices.chance(harm)) return choices.pick(failures)
    if (choices.chance(harm)) return { kind: 'value', value: choices.int(2) === 0 ? null : undefined }
    return valueOf(nullable(type), depth)
  }

  function valueOf(type: GraphQLOutputType, depth: number): Outcome {
    if (isListType(type)) {
      if (choices.chance(2)) return { kind: 'value', value: choices.pick(['no list', 7, {}, true]) }
      const items = Array.from({ length: choices.int(4) }, () => outcomeOf(type.ofType, depth, ERRORS))
      return { kind: 'list', items, as: choices.pick(['array', 'array', 'iterable', 'iterator'] as const) }
    }
    if (isLeafType(type)) {
      const usual = isEnumType(type) ? ['RED', 2, 'b'] : (USUAL[type.name] ?? [])
      return { kind: 'value', value: choices.pick(choices.chance(4) ? ODD : usual) }
    }
    if (isAbstractType(type)) return choose(choices.pick(schema.getPossibleTypes(type)), depth)
    if (choices.chance(1)) return { kind: 'value', value: choices.pick(['a text', 0, false]) }
    if (isNonNullType(type)) throw new Error('a null that was ruled out twice')
    return choose(type, depth)
  }

  function choose(type: GraphQLObjectType, depth: number): Outcome {
    const others = known.get(type.name) ?? []
    if (others.length > 0 && (depth > 5 || count > mostObjects || choices.chance(30))) return choices.pick(others)
    if (depth > 5 || count > mostObjects) return { kind: 'value', value: null }
    return objectOf(type, depth + 1)
  }
}

function nullable(type: GraphQLOutputType) {
  return isNonNullType(type) ? type.ofType : type
}

function atOnce(outcome: Outcome): Outcome {
  if (outcome.kind === 'later') return atOnce(outcome.outcome)
  return outcome.kind === 'method' ? { kind: 'method', gives: atOnce(outcome.gives) } : outcome
}

class Plain {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
  toJSON() {
    return this.text
  }
}

/** What can stand in a list, which has no way to throw. */
const ERRORS: readonly Outcome[] = [
  { kind: 'thrown', error: new Error('thrown') },
  { kind: 'returned', error: new RangeError('returned') },
  { kind: 'thrown', error: Object.assign(new Error('with extensions'), { extensions: { code: 'WHY' } }) },
]
const FAILURES: readonly Outcome[] = [
  ...ERRORS,
  { kind: 'thrown', error: 'no error at all' },
  { kind: 'thrown', error: undefined },
]

const TEXTS = [
  'plain',
  '',
  'a "quoted" one',
  'back\\slash',
  'tab\t and \u0000',
  '\ud800 alone',
  '\u2028',
  '\u{1f600}',
  '</script>',
]
const USUAL: Readonly<Record<string, readonly unknown[]>> = {
  String: [...TEXTS, 'x'.repeat(70)],
  ID: [...TEXTS, 17],
  Int: [0, -0, 1, -5, 2147483647, -2147483648],
  Float: [0, -0, 1.5, 1e21, 1e-7, Number.MAX_SAFE_INTEGER],
  Boolean: [true, false],
  Moment: [new Date(0), new Date('2026-02-03T04:05:06.789Z'), 'once'],
}
/** For any type: some take them in their own way, others not at all. */
const ODD: readonly unknown[] = [
  ...[2147483648, NaN, Infinity, 1.5, '12', 'none such', true, false, 10n, Symbol('sign'), () => 'called'],
  ...[{}, [], new Date(NaN), new Plain('json'), { valueOf: () => 3 }],
]

/** How outcomes are handed out: everything at once, or what may come later as a promise. */
export type Delivery = 'at once' | 'later'

/** The root of a tree as resolvers see it. An object that is there by several ways is the same object each time. */
export function deliver(root: Outcome, delivery: Delivery): unknown {
  const made = new Map<Outcome, object>()
  return handle(root)()

  /** Each call is one more time that the field is asked. */
  function handle(outcome: Outcome): () => unknown {
    switch (outcome.kind) {
      case 'value':
        return () => outcome.value
      case 'thrown':
        return () => {
          throw outcome.error
        }
      case 'returned':
        return () => outcome.error
      case 'method':
        return handle(outcome.gives)
      case 'later': {
        const settled = handle(outcome.outcome)
        return delivery === 'at once' ? settled : () => new Promise((resolve) => setImmediate(resolve)).then(settled)
      }
      case 'list':
        return () => listOf(outcome)
      case 'object':
        return () => objectOf(outcome)
    }
  }

  function listOf({ items, as }: Outcome & { kind: 'list' }): unknown {
    const all = items.map((item) => {
      if (item.kind === 'thrown') return item.error
      const give = handle(
        item.kind === 'later' && item.outcome.kind === 'thrown' && delivery === 'at once'
          ? { ...item.outcome, kind: 'returned' }
          : item,
      )
      return give()
    })
    // Nobody may come for it, if what is above fails.
    for (const one of all) if (one instanceof Promise) one.catch(() => undefined)
    if (as === 'iterable') return { [Symbol.iterator]: () => all.values() }
    return as === 'array' ? all : all.values()
  }

  function objectOf(outcome: Outcome & { kind: 'object' }): object {
    const known = made.get(outcome)
    if (known) return known
    const object = { kind: outcome.type, __typename: outcome.type }
    made.set(outcome, object)
    const handles = new Map<string, () => unknown>()
    givers.set(object, handles)
    for (const [name, field] of outcome.fields) {
      const give = handle(field)
      handles.set(name, give)
      Object.defineProperty(object, name, field.kind === 'method' ? { value: give } : { get: give })
    }
    return object
  }
}

const givers = new WeakMap<object, ReadonlyMap<string, () => unknown>>()

/** What a resolver has for a field; of what is no object of the tree, nothing. */
export function handOut(source: unknown, field: string): unknown {
  return typeof source === 'object' && source !== null ? givers.get(source)?.get(field)?.() : undefined
}
