import type { ArgBuilder, ObjectRef } from '@pothos/core'
import { BadUserInput } from '../errors.ts'
import { builder, type SchemaTypes } from './builder.ts'
import { costs, DEFAULT_PAGE_SIZE, SIZED } from './cost.ts'
import { SHAREABLE } from './directives.ts'
import { fetches } from './fetch.ts'
import { AS_PARENT, ruled } from './rule.ts'

/** One page of a list, as Relay's cursor connections have it. */
export type Connection<Node> = {
  /** The objects of the page, in order. */
  readonly nodes: readonly Node[]
  /** The cursor of the node at this place: made only where one is asked for. */
  cursorAt(place: number): string
  readonly hasPreviousPage: boolean
  /** Asked only when a client asks: it may cost a call. */
  hasNextPage(): boolean | Promise<boolean>
  /** Null where the source cannot count. */
  totalCount(): number | null | Promise<number | null>
}

/** A node by its place on a page. */
type ConnectionEdge = { readonly node: object; readonly page: Page; readonly place: number }

type Page = Connection<object>

const PageInfo = builder.objectRef<Page>('PageInfo').implement({
  description: "Where a page stands in its list: Relay's PageInfo.",
  extensions: { ...SHAREABLE, ...ruled(AS_PARENT) },
  fields: (t) => ({
    hasNextPage: t.boolean({
      nullable: false,
      extensions: fetches('nova', 'whether a next page exists'),
      description: 'Whether anything follows this page. Where Nova cannot be asked, true: the next page will tell.',
      resolve: async (page, _args, { call }) => {
        try {
          return await page.hasNextPage()
        } catch (error) {
          call.log.warn({ error }, 'whether a next page exists could not be asked')
          return true
        }
      },
    }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      nullable: false,
      description: 'Whether anything stands before this page: true for every page that was asked for with `after`.',
    }),
    startCursor: t.string({
      description: 'Cursor of the first edge. Null on an empty page.',
      resolve: (page) => (page.nodes.length === 0 ? null : page.cursorAt(0)),
    }),
    endCursor: t.string({
      description: 'Cursor of the last edge, for `after` of the next page. Null on an empty page.',
      resolve: (page) => (page.nodes.length === 0 ? null : page.cursorAt(page.nodes.length - 1)),
    }),
  }),
})

/** Declares `<name>Connection` and `<name>Edge`. What a resolver returns says of which objects: `Connection<Server>`. */
export function connectionType(
  name: string,
  node: ObjectRef<SchemaTypes, object>,
  totalCount: string,
  /** Counting is a question of its own. */
  { isCountAsked = false }: { readonly isCountAsked?: boolean } = {},
) {
  const Edge = builder.objectRef<ConnectionEdge>(`${name}Edge`).implement({
    description: `One ${name} of a page.`,
    extensions: ruled(AS_PARENT),
    fields: (t) => ({
      node: t.field({ type: node, nullable: false, description: 'The object itself.', resolve: ({ node }) => node }),
      cursor: t.string({
        nullable: false,
        description: 'Its place in this list, for `after`. Good only with the same arguments.',
        resolve: ({ page, place }) => page.cursorAt(place),
      }),
    }),
  })
  return builder.objectRef<Connection<object>>(`${name}Connection`).implement({
    description: `A page of a list of ${name}, by Relay's cursor connections specification.`,
    extensions: { ...ruled(AS_PARENT), ...SIZED },
    fields: (t) => ({
      nodes: t.field({
        type: [node],
        nullable: false,
        description: 'The objects of this page, in order.',
        resolve: (page) => page.nodes,
      }),
      edges: t.field({
        type: [Edge],
        nullable: false,
        description: 'The same with a cursor each.',
        resolve: (page) => page.nodes.map((node, place) => ({ node, page, place })),
      }),
      pageInfo: t.field({
        type: PageInfo,
        nullable: false,
        description: 'Where this page stands in the list.',
        resolve: (page) => page,
      }),
      totalCount: t.int({
        description: totalCount,
        ...(isCountAsked && { extensions: { ...fetches('pci store', 'count of devices'), ...costs(10) } }),
        resolve: (page) => page.totalCount(),
      }),
    }),
  })
}

/** The arguments that every list has. */
export function pageArguments(arg: ArgBuilder<SchemaTypes>) {
  return {
    first: arg.int({
      required: true,
      defaultValue: DEFAULT_PAGE_SIZE,
      description: 'How many at most: up to 5,000, or what this gateway sets.',
    }),
    after: arg.string({ description: 'Cursor of the last one of the page before. Without it: from the start.' }),
  }
}

/** @throws BadUserInput for a page size that is negative or above the limit. */
export function checkPageSize(first: number, maxPageSize: number): number {
  if (first < 0) throw new BadUserInput(`first is ${first}: it cannot be negative.`, { argument: 'first' })
  if (first > maxPageSize) {
    throw new BadUserInput(
      `first is ${first}: a page has at most ${maxPageSize} items. Ask for that many and go on with after: pageInfo.endCursor.`,
      { argument: 'first' },
    )
  }
  return first
}
