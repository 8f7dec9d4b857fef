import { builder, type GraphContext } from './builder.ts'
import { fetches } from './fetch.ts'
import { AS_PARENT, ruled } from './rule.ts'

const CellDatabase = builder.enumType('CellDatabase', {
  description: "The kind of a cell's database.",
  values: ['SQLITE', 'MYSQL', 'POSTGRESQL'] as const,
})

type CellModel = { readonly name: string; readonly uuid: string | null }

const ASKED = { extensions: fetches('pci store', 'condition of cells') }

export const Cell = builder.objectRef<CellModel>('Cell').implement({
  description: 'A cell of Nova, whose database this gateway reads. Its condition is for admins.',
  extensions: ruled('pcigraph:cloud:cells'),
  fields: (t) => ({
    name: t.exposeString('name', {
      extensions: ruled(AS_PARENT),
      nullable: false,
      description: 'As the configuration of this gateway names it.',
    }),
    uuid: t.exposeID('uuid', {
      extensions: ruled(AS_PARENT),
      description: "Nova's uuid of it, where the configuration tells.",
    }),
    database: t.field({
      ...ASKED,
      type: CellDatabase,
      description: 'MYSQL is MariaDB too.',
      resolve: async (cell, _args, context) => (await conditionOf(cell, context))?.database,
    }),
    reachable: t.boolean({
      ...ASKED,
      description: 'Whether its database answers.',
      resolve: async (cell, _args, context) => (await conditionOf(cell, context))?.reachable,
    }),
    observedAt: t.field({
      ...ASKED,
      type: 'DateTime',
      description:
        'Latest heartbeat of any of its nova-computes that the database has. On a replica, how old the copy is. Null: none, or ' +
        'it does not answer.',
      resolve: async (cell, _args, context) => (await conditionOf(cell, context))?.observedAt,
    }),
  }),
})

async function conditionOf(cell: CellModel, context: GraphContext) {
  const conditions = await context.loaders.describeCells()
  return conditions.find((condition) => condition.cell === cell.name)
}
