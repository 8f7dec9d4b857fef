import { builder, type CloudInfo } from './builder.ts'
import { Cell } from './cell.ts'
import { assumes } from './cost.ts'
import { SEMANTIC_NON_NULL } from './directives.ts'
import { fetches } from './fetch.ts'
import { AS_PARENT, ruled } from './rule.ts'

const Microversions = builder.objectRef<{ readonly min: string; readonly max: string }>('NovaMicroversions').implement({
  description: "The range of Nova's compute API.",
  extensions: ruled(AS_PARENT),
  fields: (t) => ({
    min: t.exposeString('min', { nullable: false, description: 'The oldest that it serves: `2.1`.' }),
    max: t.exposeString('max', { nullable: false, description: 'The newest that it serves: `2.93`.' }),
  }),
})

const Cloud = builder.objectRef<CloudInfo>('Cloud').implement({
  description: 'The OpenStack that this gateway shows.',
  extensions: ruled(AS_PARENT),
  fields: (t) => ({
    name: t.exposeString('name', {
      nullable: false,
      description: 'As clouds.yaml names it. The demo cloud says that it is one.',
    }),
    region: t.exposeString('region', { description: 'The region that the endpoints were taken from.' }),
    isDemo: t.exposeBoolean('isDemo', {
      nullable: false,
      description: 'true: nothing of it is real; the program made it up.',
    }),
    microversions: t.field({
      type: Microversions,
      extensions: { ...SEMANTIC_NON_NULL, ...fetches('nova', 'versions') },
      description:
        "Null, with an error at this path, where Nova cannot be asked. Source: the compute API's version document.",
      resolve: (cloud, _args, { call }) => cloud.microversions(call.signal),
    }),
    cells: t.field({
      type: [Cell],
      nullable: true,
      extensions: { ...SEMANTIC_NON_NULL, ...ruled('pcigraph:cloud:cells'), ...assumes(4) },
      description: 'The cells whose databases are configured; empty for none.',
      resolve: (cloud) => cloud.cells,
    }),
    partial: t.boolean({
      extensions: {
        ...SEMANTIC_NON_NULL,
        ...ruled('pcigraph:cloud:cells'),
        ...fetches('pci store', 'condition of cells'),
      },
      description: 'Whether something is missing: a database of a cell does not answer, or none is configured.',
      resolve: async (_cloud, _args, context) => {
        const conditions = await context.loaders.describeCells()
        return conditions.length === 0 || conditions.some(({ reachable }) => !reachable)
      },
    }),
    freshness: t.field({
      type: 'DateTime',
      extensions: { ...ruled('pcigraph:cloud:cells'), ...fetches('pci store', 'condition of cells') },
      description:
        'What the PCI store tells was true then: the latest heartbeat of any nova-compute, of the cell where that is longest ago.',
      resolve: async (_cloud, _args, context) => {
        const times = (await context.loaders.describeCells()).map(({ observedAt }) => observedAt?.getTime() ?? null)
        return times.length === 0 || times.includes(null)
          ? null
          : new Date(Math.min(...times.filter((time) => time !== null)))
      },
    }),
  }),
})

builder.queryField('cloud', (t) =>
  t.field({
    type: Cloud,
    nullable: false,
    extensions: ruled(AS_PARENT),
    description: 'What this gateway is connected to.',
    resolve: (_root, _args, { cloud }) => cloud,
  }),
)
